import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readCallLog } from '../adapters/files/call-log-file.ts'
import type { CallLogEntry } from '../core/call/log/call-log.ts'
import { type Divergence, replay } from '../core/call/log/replay.ts'
import { messageOf } from '../core/message-of.ts'
import { defaultTurnRules, type TurnEffect, type TurnRules } from '../core/turn-taking/turn.ts'
import { defaultDataFolder } from './arguments.ts'

const USAGE =
  'npm run replay -- CALL_ID [--data-dir DIR] [--set RULE=VALUE]…, for example --set bargeInSpeechMs=300 --set ceilingMs.open=1200'
const MOST_SHOWN = 20

/** A wish that cannot be met, in one sentence. */
class WrongWish extends Error {}

/**
 * `npm run replay`: makes the decisions of a recorded call again and tells whether they are the same; with a changed
 * rule, what it would have done otherwise. Exit code 0 when all is as it was, 1 when something differs, 2 when asked wrongly.
 */
async function main(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'data-dir': { type: 'string' }, set: { type: 'string', multiple: true } },
  })
  const callId = positionals[0]
  if (callId === undefined) throw new WrongWish(`Name the call: ${USAGE}`)
  const dataFolder = resolve(values['data-dir'] ?? defaultDataFolder(process.env))
  const entries = await findLog(dataFolder, callId)
  if (entries === null) throw new WrongWish(`There is no log of a call "${callId}" in ${dataFolder}.`)
  const changed = changedRules(values.set ?? [])
  const { decisions, divergences } = replay(entries, changed)
  const rules = Object.keys(changed).length === 0 ? 'the rules of the call' : JSON.stringify(changed)
  console.log(`${decisions} decisions made again with ${rules}: ${divergences.length} differ.`)
  for (const divergence of divergences.slice(0, MOST_SHOWN)) console.log(inWords(divergence))
  if (divergences.length > MOST_SHOWN) console.log(`… and ${divergences.length - MOST_SHOWN} more.`)
  return divergences.length === 0 ? 0 : 1
}

/** Calls of the practice world and calls of the real one are kept apart. */
async function findLog(dataFolder: string, callId: string): Promise<CallLogEntry[] | null> {
  for (const mode of ['live', 'practice']) {
    const entries = await readCallLog(join(dataFolder, mode, 'call-logs'), callId)
    if (entries) return entries
  }
  return null
}

function changedRules(wishes: readonly string[]): Partial<TurnRules> {
  const changed: Record<string, unknown> = {}
  for (const wish of wishes) {
    const [path = '', text = ''] = wish.split('=')
    const [name = '', part] = path.split('.')
    const known = (defaultTurnRules as Record<string, unknown>)[name]
    const value = text === 'true' ? true : text === 'false' ? false : Number(text)
    if (part !== undefined && known !== null && typeof known === 'object' && Object.hasOwn(known, part)) {
      changed[name] = { ...known, ...(changed[name] as object | undefined), [part]: value }
    } else if (part === undefined && typeof known === typeof value && !Number.isNaN(value)) {
      changed[name] = value
    } else {
      throw new WrongWish(
        `"${wish}" is not a rule with a value. Rules: ${Object.keys(defaultTurnRules).join(', ')}.`,
      )
    }
  }
  return changed
}

function inWords({ atMs, event, recorded, replayed }: Divergence): string {
  const at = `${(atMs / 1_000).toFixed(2)} s`
  return `${at}  after ${event.type}${'text' in event ? ` "${event.text}"` : ''}\n    was:       ${effects(recorded)}\n    would be:  ${effects(replayed)}`
}

const effects = (done: readonly TurnEffect[]): string =>
  done
    .map((effect) =>
      effect.do === 'wake-after'
        ? `wake ${effect.name} after ${Math.round(effect.delayMs)} ms`
        : effect.do === 'speak'
          ? `speak ${effect.line}`
          : effect.do,
    )
    .join(', ') || 'nothing'

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 2
}
