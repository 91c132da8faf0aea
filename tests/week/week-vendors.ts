import type { PhoneLine } from '../../src-main/core/call/phone-line.ts'
import type { StreamListener } from '../../src-main/core/call/relay-link.ts'
import type { Transcriber, TurnListener } from '../../src-main/core/call/speech/transcriber.ts'
import type { Voice } from '../../src-main/core/call/speech/voice.ts'
import type { LanguageModel } from '../../src-main/core/conversation/language-model.ts'
import type { MailLine } from '../../src-main/core/follow-up/mail-line.ts'
import type { TextLine } from '../../src-main/core/follow-up/text-line.ts'
import { readTranscript } from '../../src-main/practice/anthropic/writing/summary.ts'
import type { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'
import { CallOutcome } from '../../src-preload/contract/calls.ts'
import { NO_FAULTS, simulatedModel, simulatedVoice } from '../scenarios/simulated-vendors.ts'
import type { CallEars } from './week-carrier.ts'
import { isStreet } from './week-leads.ts'
import type { WeekWorld } from './week-process.ts'

/** Everything outside of one run of Ridgeline, as that run has it, with the places where it may die while it asks. */
export function weekVendors(world: WeekWorld) {
  const streams = new Map<string, StreamListener>()
  const ears = new Map<string, TurnListener>()
  return {
    phoneLine: phoneLine(world),
    relay: relay(world, streams),
    textLine: textLine(world),
    mail: mailLine(world),
    model: modelThatSummarises(world.clock),
    voice: voice(world),
    transcriber: transcriber(ears),
    /** `street` tells whose call it is. */
    earsOf(callId: string, street: string): CallEars | null {
      const [stream, turns] = [streams.get(callId), ears.get(street)]
      return stream && turns ? { stream, turns } : null
    },
  }
}

function phoneLine({ carrier, crashes }: WeekWorld): PhoneLine {
  return {
    async dial(request) {
      crashes.reached('before the dial request leaves')
      const answer = carrier.dial(request)
      crashes.acted()
      crashes.reached('before the answer to the dial comes')
      return answer
    },
    attachStream: async () => {},
    hangUp: async (carrierCallId) => carrier.hangUp(carrierCallId),
    lookUp: async (carrierCallId) => carrier.lookUp(carrierCallId),
    findDialed: async (callId) => carrier.findDialed(callId),
  }
}

function relay({ carrier, crashes }: WeekWorld, streams: Map<string, StreamListener>) {
  const state = { status: 'online' as const, sinceMs: 0, relayName: 'the week' }
  return {
    publicUrl: 'https://relay.example',
    state: () => state,
    onStateChange: () => () => {},
    onEvent: () => {},
    openStream: async (callId: string, listener: StreamListener) => {
      streams.set(callId, listener)
      return { streamUrl: `wss://relay.example/${callId}`, authToken: 't' }
    },
    stream: (callId: string) => ({
      sendAudio(pcmu: Uint8Array) {
        const phone = carrier.phoneOf(callId)
        phone?.sendAudio(pcmu)
        if (phone && phone.said.length > 1) crashes.reached('in the middle of a talk')
      },
      sendMark: (name: string) => carrier.phoneOf(callId)?.sendMark(name),
      clear: () => carrier.phoneOf(callId)?.clear(),
      close: () => void streams.delete(callId),
    }),
    protect: () => {},
    close: async () => {},
  }
}

function textLine({ texts, crashes }: WeekWorld): TextLine {
  return {
    registration: async () => texts.registration(),
    async send(request) {
      crashes.reached('before a text leaves')
      const answer = texts.send(request)
      crashes.acted()
      if (answer.sent) crashes.reached('before the answer to a text comes')
      return answer
    },
  }
}

function mailLine({ mail, crashes }: WeekWorld): MailLine {
  return {
    server: mail.server,
    address: mail.address,
    async send(letter) {
      crashes.reached('before an e-mail leaves')
      const answer = await mail.send(letter)
      crashes.acted()
      if (answer.sent) crashes.reached('before the answer to an e-mail comes')
      return answer
    },
  }
}

/** The rule-based Claude of the practice world, which also reads a call over when it has ended. */
function modelThatSummarises(clock: VirtualClock): LanguageModel {
  return {
    ...simulatedModel(clock, NO_FAULTS),
    async summarise(prompt) {
      const read = readTranscript(/<transcript>([\s\S]*)<\/transcript>/.exec(prompt)?.[1] ?? prompt)
      return { ...read, outcome: CallOutcome.parse(read.outcome) }
    },
  }
}

function voice({ clock, lines }: WeekWorld): Voice {
  return {
    open: async (listener) => simulatedVoice(clock, lines, listener, NO_FAULTS),
    render: async (text) => lines.speak(`${text} `),
  }
}

/** Nobody needs to listen: the simulated phone tells whoever has the ears of its street what was said. */
function transcriber(ears: Map<string, TurnListener>): Transcriber {
  return {
    async open({ keyterms }, listener) {
      const street = keyterms.find(isStreet) ?? ''
      ears.set(street, listener)
      return {
        sendAudio: () => {},
        close() {
          if (ears.get(street) === listener) ears.delete(street)
        },
      }
    },
  }
}
