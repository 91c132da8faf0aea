import type { Phone } from './outside/phone.ts'
import type { Ears } from './outside/recogniser.ts'

/** How the model and the voice answer: fixed, known delays. */
export interface ReplyPlan {
  /** From the request to the first token. */
  readonly firstTokenMs: number
  readonly perTokenMs: number
  /** The tokens of the reply; `word` names the reply and must be in the first clause. */
  readonly tokens: (word: string) => readonly string[]
  /** From the text to its first audio. */
  readonly firstAudioMs: number
  /** How long making a second of audio takes, as a part of a second. */
  readonly realTimeFactor: number
  /** How much audio a text becomes. */
  readonly audioMs: (text: string) => number
}

/** One answer the model was asked for, with the moments at which the outside sent and received its parts. */
export interface Reply {
  readonly serial: number
  readonly line: Line
  readonly plan: ReplyPlan
  readonly askedMs: number
  /** What the model was told since its own last words. */
  readonly toldText: string
  firstTokenMs: number | null
  textMs: number | null
  audioMs: number | null
  heardMs: number | null
  charsSpoken: number
  framesSent: number
  framesHeard: number
  /** All audio of it has been sent. */
  spoken: boolean
}

/** What the outside knows of one call. */
export class Line {
  readonly serial: number
  plan: ReplyPlan
  phone: Phone | null = null
  ears: Ears | null = null
  readonly replies: Reply[] = []
  /** A reply's frame reached the phone. */
  onFrame: ((reply: Reply, number: number, atMs: number) => void) | null = null
  /** A frame of the homeowner's audio reached the recogniser. */
  onHeard: ((number: number, atMs: number) => void) | null = null
  onFixedFrame: ((serial: number, number: number, atMs: number) => void) | null = null
  /** What the homeowner hears, 20 ms at a time. */
  onPlayed: ((frame: Uint8Array, atMs: number) => void) | null = null
  onClear: ((atMs: number) => void) | null = null

  constructor(serial: number, plan: ReplyPlan) {
    this.serial = serial
    this.plan = plan
  }
}

/** Who is who among the sockets: every vendor finds the call by what it is told. */
export class Switchboard {
  readonly lines = new Map<number, Line>()
  readonly replies = new Map<number, Reply>()

  line(serial: number | null): Line | null {
    return serial === null ? null : (this.lines.get(serial) ?? null)
  }

  newReply(line: Line, askedMs: number, toldText: string): Reply {
    const reply: Reply = {
      serial: this.replies.size + 1,
      line,
      plan: line.plan,
      askedMs,
      toldText,
      firstTokenMs: null,
      textMs: null,
      audioMs: null,
      heardMs: null,
      charsSpoken: 0,
      framesSent: 0,
      framesHeard: 0,
      spoken: false,
    }
    this.replies.set(reply.serial, reply)
    line.replies.push(reply)
    return reply
  }
}
