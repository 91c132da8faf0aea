import type { TalkEvent } from '../../src-preload/contract/own-voice.ts'
import { RehearsalId } from '../../src-preload/contract/primitives.ts'
import type { DoubleState } from './double-state.ts'
import { double } from './implemented.ts'
import { conversation, turnsOf } from './sample-calls.ts'

const done = { ok: true as const }

/** A talk with the agent that says its opening and then listens; what the person does in it is told by the deeds. */
export function ownVoicePart(state: DoubleState, now: () => number) {
  let over = Promise.withResolvers<void>()
  return {
    startOwnVoice: double.rehearsals.startOwnVoice.handler(({ input }) => {
      over = Promise.withResolvers()
      return {
        rehearsal_id: RehearsalId.parse('rehearsal_own'),
        script_id: input.script_id,
        script_version: 1,
        by: 'own-voice' as const,
        status: 'running' as const,
        done: 0,
        total: 1,
        started_at: new Date(now()).toISOString(),
        finished_at: null,
        reason: null,
        report: null,
      }
    }),
    talk: double.rehearsals.talk.handler(async function* (): AsyncGenerator<TalkEvent> {
      const turns = turnsOf('rehearsal_own', conversation, 1).slice(0, 1)
      yield { type: 'state', agent_state: 'listening', turns, partial: { homeowner: null, agent: null } }
      await over.promise
    }),
    microphone: double.rehearsals.microphone.handler(({ input }) => {
      const bytes = Buffer.from(input.pcmu_base64, 'base64').length
      state.deeds.push({ what: 'microphone', text: '', bytes })
      return done
    }),
    say: double.rehearsals.say.handler(({ input }) => {
      state.deeds.push({ what: 'say', text: input.text, bytes: 0 })
      return done
    }),
    hangUp: double.rehearsals.hangUp.handler(() => {
      over.resolve()
      return done
    }),
  }
}
