import { describe, expect, it, vi } from 'vitest'
import { orderedSender } from './ordered-sender.ts'

const CHUNK_BYTES = 320
const chunk = (mark: number) => new Uint8Array(CHUNK_BYTES).fill(mark)

/** A line whose requests end when the test says so. */
function slowLine() {
  const sent: number[][] = []
  const ends: { resolve(): void; reject(error: Error): void }[] = []
  const request = (pcmu: Uint8Array) => {
    sent.push(Array.from({ length: pcmu.length / CHUNK_BYTES }, (_, at) => pcmu[at * CHUNK_BYTES] ?? -1))
    return new Promise<void>((resolve, reject) => ends.push({ resolve, reject }))
  }
  const end = async (error?: Error) => {
    const next = ends.shift()
    if (error) next?.reject(error)
    else next?.resolve()
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { sent, request, end }
}

describe('the way of the microphone to the core', () => {
  it('sends what it gets at once, and never two requests at a time', async () => {
    const line = slowLine()
    const sender = orderedSender(line.request, vi.fn())
    for (const mark of [1, 2, 3]) sender.send(chunk(mark))
    expect(line.sent).toEqual([[1]])
    await line.end()
    expect(line.sent).toEqual([[1], [2, 3]])
    await line.end()
    sender.send(chunk(4))
    expect(line.sent).toEqual([[1], [2, 3], [4]])
  })

  it('drops the oldest while the line stands still, so that the voice is never far behind', async () => {
    const line = slowLine()
    const sender = orderedSender(line.request, vi.fn())
    for (let mark = 1; mark <= 40; mark++) sender.send(chunk(mark))
    await line.end()
    expect(line.sent[1]).toEqual([29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40])
  })

  it('goes on after a request that failed, and says so', async () => {
    const line = slowLine()
    const failed = vi.fn()
    const sender = orderedSender(line.request, failed)
    sender.send(chunk(1))
    sender.send(chunk(2))
    await line.end(new Error('the line broke'))
    expect(failed).toHaveBeenCalledOnce()
    expect(line.sent).toEqual([[1], [2]])
  })

  it('is silent once it is closed, also about what was under way', async () => {
    const line = slowLine()
    const failed = vi.fn()
    const sender = orderedSender(line.request, failed)
    sender.send(chunk(1))
    sender.send(chunk(2))
    sender.close()
    await line.end(new Error('the line broke'))
    sender.send(chunk(3))
    expect(line.sent).toEqual([[1]])
    expect(failed).not.toHaveBeenCalled()
  })
})
