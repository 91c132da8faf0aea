/**
 * A desktop whose link was cut asks again what was not answered. A command must not be carried out twice for that: the
 * same id gets the stored answer, on disk where the command's effect is on disk. An answer that holds a token stays in
 * memory, where its effect is too. Questions are answered anew.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { RelayDatabase } from '../storage/database.ts'
import { unreachable } from '../unreachable.ts'
import { type DesktopMessage, RelayMessage } from '../wire/control-messages.ts'

export type Request = Extract<DesktopMessage, { request_id: string }>
type Answer = RelayMessage | Promise<RelayMessage>

const MAX_IN_MEMORY = 1_000

export interface CommandResults {
  once(request: Request, nowMs: number, carryOut: () => Answer): Answer
  forget(answeredBeforeMs: number): void
}

interface Known {
  readonly content: Buffer
  readonly answer: Answer
}

export function commandResultsIn(db: RelayDatabase): CommandResults {
  const find = db.prepare('SELECT content_sha256, answer FROM command_result WHERE request_id = ?')
  const insert = db.prepare(
    'INSERT INTO command_result (request_id, content_sha256, answer, answered_at_ms) VALUES (?, ?, ?, ?)',
  )
  const purge = db.prepare('DELETE FROM command_result WHERE answered_at_ms < ?')
  /** Also what is being carried out at this moment. */
  const inMemory = new Map<string, Known>()

  function stored(requestId: string): Known | undefined {
    const row = ResultRow.optional().parse(find.get(requestId))
    return row && { content: row.content_sha256, answer: RelayMessage.parse(JSON.parse(row.answer)) }
  }

  function remember(requestId: string, known: Known): void {
    const oldest = inMemory.keys().next().value
    if (oldest !== undefined && inMemory.size >= MAX_IN_MEMORY) inMemory.delete(oldest)
    inMemory.set(requestId, known)
  }

  /** Effect and answer are one commit where the effect is our own. */
  function carryOutAndStore(request: Request, content: Buffer, nowMs: number, run: () => Answer): Answer {
    const answers: Answer[] = []
    db.transaction(() => {
      const answer = run()
      if (!(answer instanceof Promise)) store(request.request_id, content, answer, nowMs)
      answers.push(answer)
    })()
    const [answer] = answers
    if (!answer) throw new TypeError('a command without an answer')
    return answer
  }
  function store(requestId: string, content: Buffer, answer: RelayMessage, nowMs: number): void {
    insert.run(requestId, content, JSON.stringify(answer), nowMs)
  }

  return {
    once(request, nowMs, carryOut) {
      const kind = kindOf(request)
      if (kind === 'question') return carryOut()
      const { request_id } = request
      const content = createHash('sha256').update(JSON.stringify(request)).digest()
      const known = inMemory.get(request_id) ?? stored(request_id)
      if (known && !known.content.equals(content))
        return { type: 'request_failed', request_id, code: 'different_command' }
      if (known) return known.answer
      if (kind === 'in-memory') {
        const answer = carryOut()
        remember(request_id, { content, answer })
        return answer
      }
      const answer = carryOutAndStore(request, content, nowMs, carryOut)
      if (!(answer instanceof Promise)) return answer
      const storedAnswer = answer.then((late) => {
        store(request_id, content, late, nowMs)
        inMemory.delete(request_id)
        return late
      })
      remember(request_id, { content, answer: storedAnswer })
      return storedAnswer
    },
    forget: (answeredBeforeMs) => void purge.run(answeredBeforeMs),
  }
}

function kindOf(request: Request): 'question' | 'in-memory' | 'on-disk' {
  switch (request.type) {
    case 'list_bundles':
    case 'look_at_checkout':
    case 'hosted_webhook':
    case 'list_devices':
      return 'question'
    case 'open_stream':
    case 'offer_pairing':
    case 'withdraw_pairing':
    case 'admit_device':
      return 'in-memory'
    case 'checkout':
    case 'remove_device':
    case 'change_key':
      return 'on-disk'
    default:
      return unreachable(request)
  }
}

const ResultRow = z.object({ content_sha256: z.instanceof(Buffer), answer: z.string() })
