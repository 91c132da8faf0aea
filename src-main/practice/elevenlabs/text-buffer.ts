/** When collected text becomes speech: at once, at a flush, or after so many characters. */
export interface TextBuffer {
  add(text: string): void
  /** The text that is to be spoken now, if any. */
  take(flush: boolean): string | null
}

const DEFAULT_SCHEDULE = [120, 160, 250, 290]

export function textBuffer(autoMode: boolean, schedule: readonly number[] = DEFAULT_SCHEDULE): TextBuffer {
  let text = ''
  let generation = 0
  return {
    add(more) {
      text += more
    },
    take(flush) {
      const needed = autoMode ? 1 : (schedule[Math.min(generation, schedule.length - 1)] ?? 120)
      if (text.trim() === '' || (!flush && text.trim().length < needed)) return null
      const taken = text
      text = ''
      generation += 1
      return taken
    },
  }
}
