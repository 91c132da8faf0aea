import { randomBytes, randomUUID } from 'node:crypto'
import { dice, hashText } from '../chance.ts'
import { agentVoice, DEFAULT_AGENT_VOICE_ID } from '../voices/voice.ts'
import { billedParts } from './call-cost.ts'
import { openCallStream } from './call-stream.ts'
import type { CallLeg, Carrier } from './carrier.ts'
import type { DialRequest } from './dial-request.ts'
import { playbackQueue } from './playback-queue.ts'
import { callRecorder } from './recordings.ts'
import { microseconds } from './sent-event.ts'
import { simulatedPhone } from './simulated-phone.ts'

const BUSY_AFTER_MS = 1_200
const HUMAN_DETECTED_AFTER_MS = 1_900
const MACHINE_DETECTED_AFTER_MS = 3_200
const COST_AFTER_MS = 1_500
const RECORDING_SAVED_AFTER_MS = 800

/** One call to one homeowner, from the dial to the bill. */
export function placeCall(carrier: Carrier, request: DialRequest, link?: { sessionId: string }): CallLeg {
  const listing = carrier.directory.find(request.to)
  const seed = hashText(`${carrier.settings.seed}|${request.to}`)
  const random = dice(seed)
  const timers = new Set<NodeJS.Timeout>()
  const speaking = playbackQueue()
  let stopBeat = (): void => {}
  let packets = 0
  let detection: 'pending' | 'told' | 'overtaken' = 'pending'

  const phone = simulatedPhone(listing, seed, carrier, {
    hungUp: () => end('normal_clearing', 'callee', '200'),
    beeped: () => {
      if (!detects()) return
      // A beep before the verdict is the verdict: then only the greeting event is sent.
      if (detection === 'pending') detection = 'overtaken'
      leg.tell(detectionEvent('greeting.ended'), { result: 'beep_detected' })
    },
    pressedDigit(digit) {
      leg.stream?.sendDigit(digit)
      leg.tell('call.dtmf.received', { digit })
    },
  })

  const leg: CallLeg = {
    callControlId: `v3:${randomBytes(32).toString('base64url')}`,
    callLegId: randomUUID(),
    callSessionId: link?.sessionId ?? randomUUID(),
    request,
    listing,
    phone,
    dialedAtMs: Date.now(),
    answeredCommands: new Map(),
    clientState: request.client_state,
    status: 'ringing',
    answeredAtMs: null,
    endedAtMs: null,
    endedBecause: null,
    stream: null,
    recorder: null,
    hangUp(by) {
      if (leg.status === 'ringing') end('originator_cancel', by, '487')
      else end('normal_clearing', by, '200')
    },
    startStream: (stream) => openCallStream(leg, carrier, stream, after),
    stopStream() {
      const stream = leg.stream
      leg.stream = null
      stream?.stop()
      if (stream) leg.tell('streaming.stopped', { stream_url: stream.url })
    },
    startRecording() {
      leg.recorder ??= callRecorder(leg, carrier.origin())
      carrier.recordings.set(leg.recorder.recordingId, leg.recorder)
      return leg.recorder
    },
    saveRecording() {
      const recorder = leg.recorder
      leg.recorder = null
      if (recorder)
        after(RECORDING_SAVED_AFTER_MS, () => leg.tell('call.recording.saved', recorder.savedPayload()))
    },
    speak(text, voiceId = DEFAULT_AGENT_VOICE_ID) {
      leg.tell('call.speak.started')
      void carrier.studio.speak(agentVoice(voiceId), text).then((speech) => {
        speaking.addAudio(speech.pcmu)
        speaking.addMark('speak-ended')
      })
    },
    stopSpeaking() {
      if (speaking.clear().length > 0) leg.tell('call.speak.ended', { status: 'completed' })
    },
    tell(eventType, payload = {}) {
      const policy = request.webhook_retries_policies[eventType]?.retries_ms
      carrier.webhooks.send({ url: request.webhook_url, ...(policy && { retriesMs: policy }) }, eventType, {
        call_control_id: leg.callControlId,
        call_leg_id: leg.callLegId,
        call_session_id: leg.callSessionId,
        connection_id: request.connection_id,
        client_state: leg.clientState,
        from: request.from,
        to: request.to,
        ...payload,
      })
    },
  }

  function after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }

  function ring(): void {
    leg.tell('call.initiated', { direction: 'outgoing', state: 'bridging', calling_party_type: 'pstn' })
    const pickUp = listing.character.pickUp
    const ringMs = request.timeout_secs * 1_000
    after(ringMs, () => {
      if (leg.status === 'ringing') end(request.retry_on_timeout ? 'timeout' : 'no_answer', 'unknown', '480')
    })
    if (pickUp.how === 'busy') after(BUSY_AFTER_MS, () => end('user_busy', 'unknown', '486'))
    if (pickUp.how === 'declines') after(pickUp.afterMs, () => end('call_rejected', 'callee', '603'))
    if (pickUp.how === 'answers') after(pickUp.afterMs * (0.8 + 0.5 * random()), answer)
  }

  function answer(): void {
    if (leg.status !== 'ringing') return
    leg.status = 'answered'
    leg.answeredAtMs = Date.now()
    leg.tell('call.answered', { state: 'answered', start_time: microseconds(new Date(leg.answeredAtMs)) })
    if (request.record) leg.startRecording()
    if (request.stream) leg.startStream(request.stream)
    if (detects()) detect()
    after(request.time_limit_secs * 1_000, () => end('time_limit', 'unknown', '200'))
    phone.answer()
    stopBeat = carrier.beat.every20Ms(exchangeAudio)
  }

  function exchangeAudio(): void {
    const streamed = leg.stream?.playback.nextFrame()
    const spoken = speaking.nextFrame()
    const toPhone = streamed?.playing ? streamed.frame : spoken.frame
    const fromPhone = phone.exchange(toPhone)
    packets += 1
    if (leg.status !== 'answered') return
    leg.stream?.sendAudio(fromPhone, toPhone)
    if (streamed && streamed.marks.length > 0) leg.stream?.echoMarks(streamed.marks)
    if (spoken.marks.length > 0) leg.tell('call.speak.ended', { status: 'completed' })
    leg.recorder?.add(fromPhone, toPhone)
  }

  const detects = (): boolean => request.answering_machine_detection !== 'disabled'
  const detectionEvent = (what: 'detection.ended' | 'greeting.ended'): string =>
    request.answering_machine_detection === 'premium'
      ? `call.machine.premium.${what}`
      : `call.machine.${what}`

  function detect(): void {
    const verdict = listing.character.detectedAs
    const premium = request.answering_machine_detection === 'premium'
    const result = verdict === 'human_residence' && !premium ? 'human' : verdict
    after(verdict === 'machine' ? MACHINE_DETECTED_AFTER_MS : HUMAN_DETECTED_AFTER_MS, () => {
      if (leg.status !== 'answered' || detection !== 'pending') return
      detection = 'told'
      leg.tell(detectionEvent('detection.ended'), { result })
    })
  }

  function end(cause: string, source: 'caller' | 'callee' | 'unknown', sipCause: string): void {
    if (leg.status === 'ended') return
    const wasAnswered = leg.status === 'answered'
    leg.status = 'ended'
    leg.endedAtMs = Date.now()
    leg.endedBecause = cause
    stopBeat()
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
    leg.stopStream()
    leg.tell('call.hangup', {
      hangup_cause: cause,
      hangup_source: source,
      sip_hangup_cause: sipCause,
      ...(wasAnswered && { start_time: microseconds(new Date(leg.answeredAtMs ?? 0)) }),
      end_time: microseconds(new Date(leg.endedAtMs)),
      call_quality_stats: wasAnswered ? qualityStats(packets) : null,
    })
    leg.saveRecording()
    if (carrier.settings.costInWebhooks) after(COST_AFTER_MS, () => leg.tell('call.cost', billedParts(leg)))
  }

  setTimeout(ring, 30)
  return leg
}

const qualityStats = (packets: number): object => ({
  inbound: {
    mos: '4.50',
    packet_count: String(packets),
    skip_packet_count: '0',
    jitter_packet_count: '0',
    jitter_max_variance: '12.40',
  },
  outbound: { packet_count: String(packets), skip_packet_count: '0' },
})
