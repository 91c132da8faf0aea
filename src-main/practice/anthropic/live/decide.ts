import { answersAside, truthFirst } from './asides.ts'
import { type Conversation, type Happening, toolsUsed } from './conversation.ts'
import { answersMachine, endReason, endsTheCall, whenWords } from './endings.ts'
import { followHint } from './hints.ts'
import { type HomeownerIntent, homeownerIntents } from './homeowner-intents.ts'
import { choosesTime, confirm, goOn, lookUp, offer } from './offers.ts'
import { hasAskedAny, leavesOpen } from './qualify.ts'
import { goodbye, isBooked, type Situation, type Turn, understand, use } from './situation.ts'
import { readSlots } from './slots.ts'

export function decideTurn(conversation: Conversation): Turn {
  const situation = understand(conversation)
  const last = conversation.happenings.at(-1)
  const turn = last?.by === 'tool' ? afterTool(situation, last) : answer(situation)
  return notTwice(situation, turn)
}

function afterTool(situation: Situation, tool: Extract<Happening, { by: 'tool' }>): Turn {
  switch (tool.name) {
    case 'find_inspection_slots': {
      const fresh = readSlots(tool.result).filter((slot) => !situation.offered.includes(slot))
      return offer(situation, fresh.length > 0 ? fresh : readSlots(tool.result))
    }
    case 'book_inspection':
      return tool.failed ? lookUp(situation, 'notBooked') : confirm(situation, tool)
    case 'schedule_callback':
      return goodbye(situation, 'callBack', 'callback', { when: whenWords(tool.input) })
    case 'add_to_do_not_call':
      return goodbye(situation, 'removed', 'do_not_call')
    case 'mark_not_interested':
      return goodbye(
        situation,
        /own|rent/i.test(JSON.stringify(tool.input)) ? 'notOwner' : 'notInterested',
        'not_interested',
      )
    case 'end_call':
      return { say: situation.say('bye') }
    default:
      return answer(situation)
  }
}

function answer(situation: Situation): Turn {
  const intents = homeownerIntents(situation.words)
  const lastEnd = toolsUsed(situation.happenings, 'end_call').at(-1)
  if (lastEnd && !intents.includes('stop-calling'))
    return use(situation, situation.say('bye'), 'end_call', endReason(lastEnd.input))
  const ending = answersMachine(situation, intents) ?? endsTheCall(situation, intents)
  if (ending) return ending
  const truth = truthFirst(situation, intents)
  const hint = followHint(situation)
  if (hint && 'turn' in hint) return saidAfter(truth, hint.turn)
  if (isBooked(situation))
    return hint ? saidAfter(truth, { say: hint.weave }) : afterBooking(situation, intents, truth)
  const chosen =
    situation.offered.length > 0 && !intents.includes('declines') && choosesTime(situation, intents)
  if (chosen) {
    return saidAfter(
      truth,
      use(situation, situation.say('putDown'), 'book_inspection', {
        slot_id: chosen.slot_id,
        homeowner_words: situation.words,
      }),
    )
  }
  // What is said again is said whole, and nothing is added to it.
  if (situation.toRepeat !== null && intents.includes('asks-repeat') && !hint)
    return { say: `${situation.say('again')} ${situation.toRepeat}` }
  const lead = answersAside(situation, intents) ?? acknowledgement(situation)
  return goOn(situation, hint ? `${lead} ${hint.weave}`.trim() : lead)
}

/** What the agent must refuse or admit does not wait for what the office or the script wants said. */
const saidAfter = (truth: string, turn: Turn): Turn => ({ ...turn, say: `${truth} ${turn.say}`.trim() })

function afterBooking(situation: Situation, intents: readonly HomeownerIntent[], truth: string): Turn {
  const aside = answersAside(situation, intents)
  if (aside && !intents.includes('leaves') && !intents.includes('agrees')) return { say: aside }
  return saidAfter(truth, goodbye(situation, 'closing', 'booked'))
}

/** Nobody thanks for an answer that was not given, as when the office hands the call back. */
function acknowledgement(situation: Situation): string {
  if (situation.words === '') return ''
  if (leavesOpen(situation)) return situation.say('goOn')
  return situation.say(hasAskedAny(situation) ? 'thanks' : 'begin')
}

/** Nobody says the same sentence twice in a row. */
function notTwice(situation: Situation, turn: Turn): Turn {
  const last = situation.spoken.at(-1)
  if (turn.say === '' && !turn.tool) return { say: situation.say('whichDay') }
  if (!last || turn.say !== last) return turn
  const lead = situation.language === 'es' ? 'Como le decía,' : 'As I was saying,'
  const keepsCapital = /^(I\b|I'|A\.I\.|Monday|Tuesday|Wednesday|Thursday|Friday)/.test(turn.say)
  return {
    ...turn,
    say: `${lead} ${keepsCapital ? turn.say : turn.say.charAt(0).toLowerCase() + turn.say.slice(1)}`,
  }
}
