import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Reorder, reorder } from './reorder.ts'

interface Heard {
  chunks: number[]
  lost: number
  late: number
  duplicates: number
}

function listen(): { heard: Heard; input: Reorder<number> } {
  const heard: Heard = { chunks: [], lost: 0, late: 0, duplicates: 0 }
  const input = reorder<number>({
    deliver(chunk, _durationMs, lostBefore) {
      heard.chunks.push(chunk)
      heard.lost += lostBefore
    },
    droppedLate: () => {
      heard.late += 1
    },
    droppedDuplicate: () => {
      heard.duplicates += 1
    },
  })
  return { heard, input }
}
function push(input: Reorder<number>, chunks: number[], everyMs = 20) {
  for (const [index, chunk] of chunks.entries()) input.push(chunk, 20, chunk, index * everyMs)
}

describe('carrier audio', () => {
  it('goes straight through when it is in order, from whatever number it starts', () => {
    const { heard, input } = listen()
    push(input, [7, 8, 9, 10])
    expect(heard).toEqual({ chunks: [7, 8, 9, 10], lost: 0, late: 0, duplicates: 0 })
  })

  it('is put in order when chunks change places', () => {
    const { heard, input } = listen()
    push(input, [1, 3, 2, 5, 6, 4, 7])
    expect(heard.chunks).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('waits no longer than 60 ms for a missing chunk, and tells what was lost', () => {
    const { heard, input } = listen()
    push(input, [1, 3, 4])
    expect(heard.chunks).toEqual([1])
    push(input, [5])
    expect(heard).toMatchObject({ chunks: [1, 3, 4, 5], lost: 1 })
    push(input, [2, 6])
    expect(heard).toMatchObject({ chunks: [1, 3, 4, 5, 6], late: 1 })
  })

  it('is released by the clock when nothing follows the gap', () => {
    const { heard, input } = listen()
    push(input, [1, 3])
    expect(input.waitingSinceMs()).toBe(20)
    input.release()
    expect(heard.chunks).toEqual([1, 3])
    expect(input.waitingSinceMs()).toBeUndefined()
  })

  it('is never muted by a carrier that starts counting anew', () => {
    const { heard, input } = listen()
    push(input, [1_000, 1_001])
    push(input, [1, 2, 3, 4, 5, 6, 7])
    expect(heard.chunks.slice(-3)).toEqual([5, 6, 7])
  })

  it('comes out strictly in order, each chunk at most once, whatever comes in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 100, max: 130 }), { maxLength: 80 }), (chunks) => {
        const { heard, input } = listen()
        push(input, chunks)
        input.release()
        expect(heard.chunks.length + heard.late + heard.duplicates).toBe(chunks.length)
      }),
    )
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3]), fc.shuffledSubarray([4, 5, 6]), (first, second) => {
        const { heard, input } = listen()
        push(input, [0, ...first, ...second])
        input.release()
        expect(heard.chunks).toEqual([...heard.chunks].sort((a, b) => a - b))
      }),
    )
  })
})
