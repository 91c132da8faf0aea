/** Calls through a real relay, with the real link at the desktop's end, that tell what was heard at either end. */
import { type TestCarrier, testCarrier } from '../../cloud-relay/testing/relay-under-test.ts'
import { frontOfficeLink } from './front-office.ts'

const FRAME_BYTES = 160

export interface OpenCall {
  readonly carrier: TestCarrier
  /** Speaks one frame and answers its number. */
  sayAtPhone(): number
  sayAtDesktop(): number
  heardAtDesktop(number: number): boolean
  heardAtPhone(number: number): boolean
  stopped(): boolean
  /** How long each frame was on its way from the phone to the desktop. */
  readonly delaysMs: number[]
  /** The desktop ends it. */
  end(): void
}

export interface OpenCalls {
  readonly calls: readonly OpenCall[]
  /** Ids, in the order in which they were committed. */
  readonly events: readonly string[]
  open(callId: string): Promise<OpenCall>
  state(): string
  close(): Promise<void>
}

export async function openCalls(url: string, pairingCode: string, count: number): Promise<OpenCalls> {
  const { link, events } = frontOfficeLink(url, pairingCode)
  const calls: OpenCall[] = []
  for (let index = 0; index < count; index++) calls.push(await openCall(`call_${index}`))
  return { calls, events, open: openCall, state: () => link.state().status, close: () => link.close() }

  async function openCall(callId: string): Promise<OpenCall> {
    const heard = new Set<number>()
    const delaysMs: number[] = []
    const saidAtMs = new Map<number, number>()
    let stopped = false
    let [atPhone, atDesktop] = [0, 0]
    const started = Promise.withResolvers<void>()
    const { streamUrl, authToken } = await link.openStream(
      callId,
      {
        streamStarted: () => started.resolve(),
        audioArrived(audio) {
          if (audio.length !== FRAME_BYTES) return
          const number = Buffer.from(audio).readUInt32BE(0)
          heard.add(number)
          delaysMs.push(performance.now() - (saidAtMs.get(number) ?? Number.NaN))
          saidAtMs.delete(number)
        },
        markReturned: () => {},
        digitPressed: () => {},
        streamBroke: () => {},
        streamResumed: () => {},
        streamStopped() {
          stopped = true
        },
      },
      AbortSignal.timeout(10_000),
    )
    const carrier = await testCarrier(streamUrl, authToken)
    const atPhoneHeard = new Set<number>()
    carrier.socket.on('message', (data) => {
      const { media } = JSON.parse(String(data)) as TestCarrier['heard'][number]
      if (media) atPhoneHeard.add(Buffer.from(media.payload, 'base64').readUInt32BE(0))
    })
    carrier.start()
    await started.promise
    return {
      carrier,
      sayAtPhone() {
        atPhone += 1
        saidAtMs.set(atPhone, performance.now())
        carrier.media(atPhone, numbered(atPhone))
        return atPhone
      },
      sayAtDesktop() {
        atDesktop += 1
        link.stream(callId).sendAudio(numbered(atDesktop))
        return atDesktop
      },
      heardAtDesktop: (number) => heard.has(number),
      heardAtPhone: (number) => atPhoneHeard.has(number),
      stopped: () => stopped,
      delaysMs,
      end: () => link.stream(callId).close(),
    }
  }
}

function numbered(number: number): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES, 0x55)
  frame.writeUInt32BE(number, 0)
  return frame
}
