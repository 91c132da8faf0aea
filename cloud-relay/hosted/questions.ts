/**
 * Server messages of the hosted engine that it waits on: the desktop answers, while the engine's request stays open.
 * The message itself is stored and delivered like any other, so the desktop meets it in its place among the others;
 * the question only tells it that somebody waits.
 */
import { z } from 'zod'
import type { Clock } from '../clock.ts'

/** Vapi is told to wait ten seconds; a homeowner waits with it. */
const ANSWER_WITHIN_MS = 7_000
/** A desktop that is away may be back in a moment; longer than this nobody is kept in silence for it. */
const DESKTOP_BACK_WITHIN_MS = 3_000
/** What the desktop may still begin with: its answer needs time to travel. */
const FOR_THE_DESKTOP_MS = 5_000
const KEEP_ANSWERS_MS = 120_000

export interface Questions {
  /**
   * Asks the desktop, once for all who ask the same. Undefined when no answer came in time. Called before the event is
   * stored: a desktop that meets an event nobody waits for may not do what the engine is told has failed.
   */
  ask(eventId: string): Promise<unknown>
  /** False when nobody waits for it any more. */
  answered(eventId: string, body: unknown): boolean
  /** The desktop is connected, anew perhaps: what is open is asked again. */
  desktopBack(): void
}

export interface QuestionParts {
  readonly clock: Clock
  /** False while no desktop is connected. */
  readonly send: (question: { event_id: string; within_ms: number }) => boolean
}

interface Open {
  readonly answer: Promise<unknown>
  readonly settle: (body: unknown) => void
  readonly untilMs: number
  /** A desktop has been told of it. */
  asked: boolean
}

export function questions({ clock, send }: QuestionParts): Questions {
  const open = new Map<string, Open>()
  const given = new Map<string, { body: unknown; atMs: number }>()

  function begin(eventId: string): Open {
    let settle: (body: unknown) => void = () => {}
    const answer = new Promise<unknown>((resolve) => {
      settle = resolve
    })
    const question: Open = { answer, settle, untilMs: clock.monotonicMs() + ANSWER_WITHIN_MS, asked: false }
    open.set(eventId, question)
    tell(eventId, question)
    const giveUp = () => {
      if (open.get(eventId) !== question) return
      open.delete(eventId)
      settle(undefined)
    }
    setTimeout(giveUp, ANSWER_WITHIN_MS).unref()
    setTimeout(() => question.asked || giveUp(), DESKTOP_BACK_WITHIN_MS).unref()
    return question
  }

  function tell(eventId: string, question: Open): void {
    const leftMs = question.untilMs - clock.monotonicMs()
    const within_ms = Math.max(0, leftMs - (ANSWER_WITHIN_MS - FOR_THE_DESKTOP_MS))
    if (send({ event_id: eventId, within_ms })) question.asked = true
  }

  function forgetOld(): void {
    for (const [eventId, { atMs }] of given)
      if (clock.monotonicMs() - atMs > KEEP_ANSWERS_MS) given.delete(eventId)
  }

  return {
    ask(eventId) {
      const known = given.get(eventId)
      if (known) return Promise.resolve(known.body)
      return (open.get(eventId) ?? begin(eventId)).answer
    },
    answered(eventId, body) {
      const question = open.get(eventId)
      if (!question) return given.has(eventId)
      forgetOld()
      given.set(eventId, { body, atMs: clock.monotonicMs() })
      open.delete(eventId)
      question.settle(body)
      return true
    },
    desktopBack() {
      for (const [eventId, question] of open) tell(eventId, question)
    },
  }
}

const Called = z.object({
  message: z.object({
    type: z.literal('tool-calls'),
    toolCallList: z.array(
      z.looseObject({
        id: z.string(),
        name: z.string().optional(),
        function: z.looseObject({ name: z.string() }).optional(),
      }),
    ),
  }),
})

/** The tools that the engine wants used and waits for; null for any other message. */
export function toolsCalled(body: unknown): { id: string; name: string }[] | null {
  const called = Called.safeParse(body)
  if (!called.success) return null
  return called.data.message.toolCallList.map((tool) => ({
    id: tool.id,
    name: tool.function?.name ?? tool.name ?? 'unknown',
  }))
}

/** What the engine's agent is told when the desktop did not answer: it did not happen, and how to go on. */
export const nobodyAnswered = (tools: readonly { id: string; name: string }[]) => ({
  results: tools.map(({ id, name }) => ({
    name,
    toolCallId: id,
    error:
      'The office cannot be reached at this moment, so this was not done. Do not try again. Say that the office will call back about it, and say goodbye.',
  })),
})
