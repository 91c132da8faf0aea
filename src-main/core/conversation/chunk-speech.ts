/**
 * Cuts a stream of model text into pieces that can be spoken: the first clause early, then whole sentences.
 * Never splits a price, a time, a number or an abbreviation (realtime-techniques section 9).
 */
export class SpeechChunker {
  #buffer = ''
  #emitted = 0

  push(text: string): string[] {
    this.#buffer += text
    const pieces: string[] = []
    for (let cut = this.#nextCut(); cut > 0; cut = this.#nextCut()) {
      const piece = this.#buffer.slice(0, cut).trim()
      this.#buffer = this.#buffer.slice(cut)
      if (piece !== '') {
        pieces.push(piece)
        this.#emitted++
      }
    }
    return pieces
  }

  /** The rest, when the model has finished. */
  flush(): string[] {
    const rest = this.#buffer.trim()
    this.#buffer = ''
    if (rest === '') return []
    this.#emitted++
    return [rest]
  }

  #nextCut(): number {
    const sentence = sentenceEnd(this.#buffer)
    if (sentence > 0) return sentence
    if (this.#emitted === 0) {
      const clause = clauseEnd(this.#buffer)
      if (clause > 0) return clause
    }
    return this.#buffer.length > MAX_PIECE_CHARS ? wordEnd(this.#buffer, MAX_PIECE_CHARS) : 0
  }
}

const MAX_PIECE_CHARS = 220
const MIN_CLAUSE_CHARS = 25
const MIN_CLAUSE_WORDS = 4
const ABBREVIATIONS = new Set(
  'mr mrs ms dr st ave rd blvd ln ct sq ft no vs inc llc co jr sr apt ste approx a.m p.m a.i u.s e.g i.e etc'.split(
    ' ',
  ),
)

/** Position after the first complete sentence, or 0. A full stop counts once the next word has begun. */
function sentenceEnd(text: string): number {
  for (const match of text.matchAll(/[.!?…]+["')\]]*(?=\s+\S)/g)) {
    const end = match.index + match[0].length
    if (match[0].startsWith('.') && !endsSentence(text, match.index, end)) continue
    return end
  }
  return 0
}

function endsSentence(text: string, dot: number, end: number): boolean {
  const lastWord =
    /(\S+)$/
      .exec(text.slice(0, dot))?.[1]
      ?.toLowerCase()
      .replace(/^["'(]+/, '') ?? ''
  if (/^[a-z]$/.test(lastWord)) return false
  if (!ABBREVIATIONS.has(lastWord)) return true
  // "at 10 a.m. Tuesday" goes on; "at 10 a.m. We look forward" does not. Only the latter starts a new subject.
  return (
    /^(a\.m|p\.m|etc|llc|inc|co)$/.test(lastWord) &&
    /^\s+(we|i|you|the|our|that|is|would|does|so|and|if)\b/i.test(text.slice(end))
  )
}

/** Position after an opening clause long enough to carry its own prosody, or 0. */
function clauseEnd(text: string): number {
  for (const match of text.matchAll(/[,;:—–](?=\s+\S)/g)) {
    const end = match.index + match[0].length
    if (end < MIN_CLAUSE_CHARS || text.slice(0, end).trim().split(/\s+/).length < MIN_CLAUSE_WORDS) continue
    if (/\d$/.test(text.slice(0, match.index)) && /^\s*\d/.test(text.slice(end))) continue
    return end
  }
  return 0
}

function wordEnd(text: string, limit: number): number {
  const space = text.lastIndexOf(' ', limit)
  return space > 0 ? space : limit
}
