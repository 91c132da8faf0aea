/** Calls through a real relay, with the real link at the desktop's end, that tell what was heard at either end. */
import { type TestCarrier, testCarrier } from '../../cloud-relay/testing/relay-under-test.ts'
import { relayLink } from '../../src-main/adapters/relay/relay-link.ts'

const FRAME_BYTES = 160

export interface OpenCall {
  readonly carrier: TestCarrier
  /** Speaks one frame and answers its number. */
  sayAtPhone(): number
  sayAtDesktop(): number
  heardAtDesktop(number: number): boolean
  heardAtPhone(number: number): boolean
  stopped(): boolean
}

export async function openCalls(
  url: string,
  pairingCode: string,
  count: number,
): Promise<{ calls: OpenCall[]; close: () => Promise<void> }> {
  let key: string | null = null
  const link = relayLink({
    url,
    pairingCode,
    deviceName: 'Front office',
    hangUpGrant: { carrierUrl: 'http://127.0.0.1:9/v2', carrierKey: 'KEY0' },
    deviceKeyStore: {
      load: () => Promise.resolve(key),
      save(value) {
        key = value
        return Promise.resolve()
      },
    },
    commitCursor: { resume: () => 0, advance: () => {} },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
  const calls: OpenCall[] = []
  for (let index = 0; index < count; index++) calls.push(await openCall(`call_${index}`))
  return { calls, close: () => link.close() }

  async function openCall(callId: string): Promise<OpenCall> {
    const heard = new Set<number>()
    let stopped = false
    let [atPhone, atDesktop] = [0, 0]
    const started = Promise.withResolvers<void>()
    const { streamUrl, authToken } = await link.openStream(
      callId,
      {
        streamStarted: () => started.resolve(),
        audioArrived(audio) {
          if (audio.length === FRAME_BYTES) heard.add(Buffer.from(audio).readUInt32BE(0))
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
    carrier.start()
    await started.promise
    return {
      carrier,
      sayAtPhone() {
        atPhone += 1
        carrier.media(atPhone, numbered(atPhone))
        return atPhone
      },
      sayAtDesktop() {
        atDesktop += 1
        link.stream(callId).sendAudio(numbered(atDesktop))
        return atDesktop
      },
      heardAtDesktop: (number) => heard.has(number),
      heardAtPhone: (number) =>
        carrier.heard.some(
          ({ media }) => media && Buffer.from(media.payload, 'base64').readUInt32BE(0) === number,
        ),
      stopped: () => stopped,
    }
  }
}

function numbered(number: number): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES, 0x55)
  frame.writeUInt32BE(number, 0)
  return frame
}
