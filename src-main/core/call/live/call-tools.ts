import type { z } from 'zod'
import { type CallTools, done, failed, isToolName, toolInputs } from '../../conversation/tools.ts'
import { type BookingToolsParts, bookingTools } from './booking-tools.ts'

/** What the tools of one call may touch, each a small synchronous write in a transaction of its own. */
export interface CallToolsParts extends BookingToolsParts {
  readonly scheduleCallback: (words: string, reason: string) => { spoken: string; written: string }
  readonly markNotInterested: (reason: string) => void
  readonly suppress: (words: string) => void
  readonly note: (text: string) => void
  readonly endCall: (reason: string) => void
}

/** The model's tools for one call, idempotent: the same request twice does its work once. */
export function callTools(parts: CallToolsParts): CallTools {
  const run = {
    ...bookingTools(parts),

    schedule_callback: ({ when_words, reason }: Input<'schedule_callback'>) => {
      const { spoken, written } = parts.scheduleCallback(when_words, reason ?? 'asked to be called back')
      return done(JSON.stringify({ ok: true, spoken }), `Callback: ${written}`)
    },

    mark_not_interested: ({ reason }: Input<'mark_not_interested'>) => {
      parts.markNotInterested(reason)
      return done('{"ok":true}', `Not interested: ${reason}`)
    },

    add_to_do_not_call: ({ homeowner_words }: Input<'add_to_do_not_call'>) => {
      parts.suppress(homeowner_words)
      return done(
        '{"ok":true,"next":"confirm in one short sentence and end the call"}',
        'Added to the do-not-call list',
      )
    },

    leave_note: ({ text }: Input<'leave_note'>) => {
      parts.note(text)
      return done('{"ok":true}', `Note: ${text}`)
    },

    end_call: ({ reason }: Input<'end_call'>) => {
      parts.endCall(reason)
      return done('{"ok":true,"next":"if you have not said goodbye, say it now in one short sentence"}', null)
    },
  }

  return {
    async run(name, input, heard, language) {
      if (!isToolName(name)) return failed(`There is no tool called ${name}.`)
      const parsed = toolInputs[name].safeParse(input)
      if (!parsed.success)
        return failed(
          `Wrong input for ${name}: ${parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`,
        )
      return run[name](parsed.data as never, heard, language)
    },
  }
}

type Input<Name extends keyof typeof toolInputs> = z.infer<(typeof toolInputs)[Name]>
