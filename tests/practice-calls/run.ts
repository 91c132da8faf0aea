/** Calls with homeowners of chosen characters, over the real relay and real sockets, printed as they went. */
import { parseArgs } from 'node:util'
import { CHARACTERS } from '../../src-main/practice/homeowners/directory.ts'
import { Engine } from '../../src-preload/contract/campaigns.ts'
import { hostedWorld } from '../fixtures/hosted-world.ts'
import { callReport } from './call-report.ts'

/** Those who try the rules of compliance.md sections 3, 4, 7 and 10. */
const USUAL = ['call-screening', 'voicemail', 'mailbox-full', 'stop-calling', 'asks-if-robot']
const USAGE = 'npm run practice-calls -- [--engine ridgeline|vapi] [--characters NAME,NAME,…]'
const LONGEST_MS = 240_000

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'ridgeline' },
    characters: { type: 'string', default: USUAL.join(',') },
  },
})
const engine = Engine.safeParse(values.engine)
const characters = values.characters.split(',').map((name) => name.trim())
const unknown = characters.filter((name) => !CHARACTERS.some(({ id }) => id === name))
if (!engine.success || unknown.length > 0) {
  const wrong = engine.success
    ? `Nobody is called ${unknown.join(', ')}.`
    : `There is no engine ${values.engine}.`
  process.stderr.write(`${wrong}\n${USAGE}\nCharacters: ${CHARACTERS.map(({ id }) => id).join(', ')}\n`)
  process.exit(2)
}

// At the speed of speech: what is waited for is waited for in full.
const world = await hostedWorld({ hostedSpeed: 1 })
try {
  for (const [index, character] of characters.entries()) {
    const lead = await world.leadAs(character, index)
    const { status, body } = await world.launch([lead.lead_id], engine.data)
    if (status !== 201) throw new Error(`The campaign was refused: ${JSON.stringify(body)}`)
    const call = await world.ended(body.calls[0].call_id, LONGEST_MS)
    process.stdout.write(`${callReport(character, call)}\n`)
  }
} finally {
  await world.close()
}
