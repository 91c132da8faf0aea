/** The condition on a lead `l` that goes with `likeOf`. */
export const SEARCH_IS_LIKE = `l.search LIKE @like ESCAPE '\\'`

/** Finds the text anywhere in name, phone, address and e-mail. Its wildcards are ordinary characters here. */
export function likeOf(q: string | undefined): string | null {
  const text = q?.trim().toLowerCase() ?? ''
  if (text === '') return null
  // "(512) 555-0101" is stored as +15125550101.
  const digits = text.replace(/\D/g, '')
  if (digits.length >= 4 && /^[\d\s()+.-]+$/.test(text)) return `%${digits}%`
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
