import type {
  BrokenRule,
  RehearsalReport,
  RehearsalView,
  RehearsedCall,
} from '../../src-preload/contract/rehearsals.ts'
import { plural } from '../ui/format.ts'

const RULES: Record<BrokenRule['rule'], string> = {
  disclosure: 'The opening the law asks for',
  'claims-to-be-human': 'Claims to be human',
  'promises-money': 'Promises money',
  'invented-price': 'Invents a price',
  'opt-out': 'Request to stop not honored',
  'repeats-itself': 'Repeats itself',
  silence: 'Silent too long',
  'too-long': 'Call too long',
  'talks-on': 'Comes to no end',
}
export const ruleInWords = (rule: BrokenRule['rule']): string => RULES[rule]

const RESULTS: Record<RehearsedCall['result'], string> = {
  booked: 'Booked',
  callback: 'Callback',
  not_interested: 'Not interested',
  do_not_call: 'Do not call',
  wrong_number: 'Wrong number',
  hung_up: 'Hung up',
  ended: 'Ended',
}
export const resultInWords = (result: string): string => RESULTS[result as RehearsedCall['result']] ?? result

/** The outcome of a rehearsal in one sentence. */
export function verdict(report: RehearsalReport): string {
  const talks = plural(report.calls.length, 'talk')
  if (report.rules_broken === 0) return `${talks}, no rule broken.`
  return `${talks}, ${plural(report.rules_broken, 'rule')} broken. Read what to change before you launch.`
}

/** What to say of a script before it is launched. */
export function readiness(latest: RehearsalView | undefined): { ready: boolean; words: string } {
  if (!latest) return { ready: false, words: 'This version of the script was never rehearsed.' }
  if (latest.status === 'running')
    return { ready: false, words: `Being rehearsed: ${latest.done} of ${latest.total} talks.` }
  if (latest.status === 'failed' || !latest.report)
    return { ready: false, words: `The last rehearsal was not finished. ${latest.reason ?? ''}`.trim() }
  return { ready: latest.report.rules_broken === 0, words: `Rehearsed: ${verdict(latest.report)}` }
}
