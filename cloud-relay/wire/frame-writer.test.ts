import { describe, expect, it } from 'vitest'
import { encodeFrame, FrameType, readFrames } from './frame.ts'
import { frameWriter } from './frame-writer.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

function rig() {
  let nowMs = 0
  let behind = false
  let dropped = 0
  const messages: string[] = []
  let drained = () => {}
  const writer = frameWriter({
    sink: {
      send(message, sent) {
        const names: string[] = []
        readFrames(message, ({ type, number }) => names.push(`${NAMES[type]}${number}`))
        messages.push(names.join(' '))
        drained = sent
      },
      bufferedBytes: () => (behind ? 1_000_000 : 0),
    },
    nowMs: () => nowMs,
    maxAudioAgeMs: 200,
    audioDropped: (frames) => {
      dropped += frames
    },
  })
  return {
    writer,
    messages,
    dropped: () => dropped,
    later: (ms: number) => {
      nowMs += ms
    },
    fallBehind: () => {
      behind = true
    },
    catchUp: () => {
      behind = false
      drained()
    },
  }
}
const NAMES: Record<number, string> = { 3: 'clear', 4: 'audio', 5: 'mark', 6: 'event', 9: 'ping' }
const frame = (type: FrameType, number: number) => encodeFrame(type, 1, number)
const audio = (number: number) => frame(FrameType.audio, number)
const mark = (number: number) => frame(FrameType.mark, number)

describe('the frame writer', () => {
  it('gathers the audio of one turn into one message, and sends events after it', async () => {
    const { writer, messages } = rig()
    writer.queueEvent(frame(FrameType.eventPiece, 1))
    writer.queueEvent(frame(FrameType.eventPiece, 2))
    for (let n = 1; n <= 3; n++) writer.queueAudio(1, audio(n))
    await turn()
    expect(messages).toEqual(['audio1 audio2 audio3', 'event1', 'event2'])
  })

  it('lets a clear overtake queued audio, which is dropped, while marks stay', async () => {
    const { writer, messages } = rig()
    writer.queueAudio(1, audio(1))
    writer.queueMark(1, mark(2))
    writer.queueAudio(7, audio(3))
    writer.dropAudio(1)
    writer.sendNow(frame(FrameType.clear, 4))
    await turn()
    expect(messages).toEqual(['clear4', 'mark2 audio3'])
  })

  it('keeps audio back while the socket is behind, so that urgent frames find it empty', async () => {
    const { writer, messages, fallBehind, catchUp } = rig()
    writer.sendNow(frame(FrameType.ping, 1))
    fallBehind()
    writer.queueAudio(1, audio(2))
    await turn()
    writer.sendNow(frame(FrameType.clear, 3))
    expect(messages).toEqual(['ping1', 'clear3'])
    catchUp()
    await turn()
    expect(messages).toEqual(['ping1', 'clear3', 'audio2'])
  })

  it('drops audio older than 200 ms, oldest first, with the mark that would vouch for it', async () => {
    const { writer, messages, dropped, fallBehind, catchUp, later } = rig()
    writer.sendNow(frame(FrameType.ping, 1))
    fallBehind()
    writer.queueAudio(1, audio(2))
    later(201)
    writer.queueAudio(1, audio(3))
    writer.queueMark(1, mark(4))
    writer.queueAudio(1, audio(5))
    writer.queueMark(1, mark(6))
    catchUp()
    await turn()
    expect(messages).toEqual(['ping1', 'audio3 audio5 mark6'])
    expect(dropped()).toBe(1)
  })

  it('drops nothing that waited because the program itself stood still: the socket takes it at once', async () => {
    // A commit that the disk held up for 250 ms cost six homeowners a quarter of a second of words each.
    const { writer, messages, dropped, later } = rig()
    writer.queueAudio(1, audio(1))
    writer.queueMark(1, mark(2))
    later(250)
    await turn()
    expect(messages).toEqual(['audio1 mark2'])
    expect(dropped()).toBe(0)
  })

  it('drops nothing on account of a time when the socket was behind and has caught up since', async () => {
    const { writer, messages, dropped, fallBehind, catchUp, later } = rig()
    writer.sendNow(frame(FrameType.ping, 1))
    fallBehind()
    writer.queueAudio(1, audio(2))
    catchUp()
    await turn()
    writer.queueAudio(1, audio(3))
    later(250)
    await turn()
    expect(messages).toEqual(['ping1', 'audio2', 'audio3'])
    expect(dropped()).toBe(0)
  })
})
