import { placeCall } from './call-leg.ts'
import type { CallLeg, Carrier } from './carrier.ts'
import { type Body, isClientState, readStream, text, wrongStream } from './dial-request.ts'
import { badValue, ERRORS, missing, notE164, type TelnyxError } from './errors.ts'

/** `POST /calls/:id/actions/:name`: what may be asked of a live call. */

type Command = (leg: CallLeg, body: Body, carrier: Carrier) => TelnyxError | object | undefined

const COMMANDS: Readonly<Record<string, Command>> = {
  answer: () => ERRORS.outboundAnswer,
  hangup: (leg) => void leg.hangUp('caller'),
  speak(leg, body) {
    const payload = text(body.payload)
    if (!payload) return missing('payload')
    if (!text(body.voice)) return missing('voice')
    leg.speak(payload, text(body.voice) ?? undefined)
    return undefined
  },
  playback_start(leg, body) {
    if (!text(body.audio_url) && !text(body.media_name) && !text(body.playback_content))
      return missing('audio_url')
    const media = { media_url: text(body.audio_url), overlay: body.overlay === true }
    leg.tell('call.playback.started', media)
    setTimeout(
      () => leg.status === 'answered' && leg.tell('call.playback.ended', { ...media, status: 'completed' }),
      1_000,
    )
    return undefined
  },
  playback_stop: (leg) => void leg.stopSpeaking(),
  record_start(leg, body) {
    if (!text(body.format)) return missing('format')
    if (!text(body.channels)) return missing('channels')
    leg.startRecording()
    return undefined
  },
  record_stop: (leg) => void leg.saveRecording(),
  record_pause: () => undefined,
  record_resume: () => undefined,
  streaming_start(leg, body) {
    if (!text(body.stream_url)) return missing('stream_url')
    const wrong = wrongStream(body)
    if (wrong) return wrong
    leg.startStream(readStream(body))
    return undefined
  },
  streaming_stop(leg) {
    if (!leg.stream) return ERRORS.streamNotInUse
    leg.stopStream()
    return undefined
  },
  send_dtmf: (_, body) =>
    text(body.digits) && /^[0-9A-D*#wW]+$/.test(text(body.digits) ?? '')
      ? undefined
      : { ...badValue('digits', 'must be DTMF digits'), code: '90014' },
  transfer(leg, body, carrier) {
    const to = text(body.to)
    if (!to) return missing('to')
    if (!/^\+[1-9]\d{6,14}$/.test(to) && !to.startsWith('sip:')) return notE164('to')
    transfer(leg, to, body, carrier)
    return undefined
  },
  gather: (leg) =>
    void setTimeout(
      () => leg.status === 'answered' && leg.tell('call.gather.ended', { digits: '', status: 'timeout' }),
      5_000,
    ),
  gather_stop: (leg) => void leg.tell('call.gather.ended', { digits: '', status: 'cancelled' }),
  transcription_start: () => undefined,
  transcription_stop: () => undefined,
  suppression_start: () => undefined,
  suppression_stop: () => undefined,
}

const WORKS_WHILE_RINGING = new Set(['hangup', 'answer'])
const REMEMBERS_COMMANDS_MS = 60_000

export function runCommand(carrier: Carrier, leg: CallLeg, name: string, body: Body): TelnyxError | object {
  const command = COMMANDS[name]
  if (!command) return ERRORS.notFound
  const commandId = text(body.command_id)
  const known = commandId ? leg.answeredCommands.get(commandId) : undefined
  if (known && Date.now() - known.atMs < REMEMBERS_COMMANDS_MS) return known.answer
  if (leg.status === 'ended') return ERRORS.callEnded
  if (leg.status === 'ringing' && !WORKS_WHILE_RINGING.has(name)) return ERRORS.notAnswered
  if (!isClientState(body.client_state)) return ERRORS.badClientState
  leg.clientState = text(body.client_state) ?? leg.clientState
  const wrong = command(leg, body, carrier)
  if (wrong) return wrong
  const answer = { data: { result: 'ok' } }
  if (commandId) leg.answeredCommands.set(commandId, { atMs: Date.now(), answer })
  return answer
}

/** The second leg rings on its own; once it is answered the two hear each other, and end together. */
function transfer(leg: CallLeg, to: string, body: Body, carrier: Carrier): void {
  const second = placeCall(
    carrier,
    {
      ...leg.request,
      to,
      from: text(body.from) ?? leg.request.to,
      client_state: text(body.target_leg_client_state),
      command_id: null,
      answering_machine_detection: 'disabled',
      stream: null,
    },
    { sessionId: leg.callSessionId },
  )
  const watching = setInterval(() => {
    if (second.status === 'answered') {
      leg.tell('call.bridged')
      second.tell('call.bridged')
      leg.stopStream()
    }
    if (second.status !== 'ringing') clearInterval(watching)
  }, 100)
}
