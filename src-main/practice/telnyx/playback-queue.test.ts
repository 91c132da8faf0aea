import { describe, expect, it } from 'vitest'
import { playbackQueue } from './playback-queue.ts'

describe('the playback queue', () => {
  it('plays 20 ms at a time and fills the end with silence', () => {
    const queue = playbackQueue()
    queue.addAudio(new Uint8Array(200).fill(1))
    expect(queue.nextFrame().frame.every((byte) => byte === 1)).toBe(true)
    const last = queue.nextFrame()
    expect([last.frame[39], last.frame[40]]).toEqual([1, 0xff])
    expect(queue.nextFrame().playing).toBe(false)
  })

  it('returns a mark when what came before it has been played, at once when nothing did', () => {
    const queue = playbackQueue()
    queue.addMark('first')
    expect(queue.nextFrame().marks).toEqual(['first'])
    queue.addAudio(new Uint8Array(320))
    queue.addMark('second')
    expect(queue.nextFrame().marks).toEqual([])
    expect(queue.nextFrame().marks).toEqual(['second'])
  })

  it('gives all pending marks back when cleared', () => {
    const queue = playbackQueue()
    queue.addAudio(new Uint8Array(3_200))
    queue.addMark('a')
    queue.addMark('b')
    expect(queue.queuedMs).toBe(400)
    expect(queue.clear()).toEqual(['a', 'b'])
    expect(queue.nextFrame().playing).toBe(false)
  })
})
