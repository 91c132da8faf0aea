import type { MergedLine } from '../../src-preload/contract/leads.ts'

/** Why two lines of a file became one lead, and whose name it bears. */
export function mergedWords({ into_line, same, kept_name, dropped_name }: MergedLine): string {
  const shared = same === 'phone' ? 'The same phone number as' : 'The same person as'
  const names = dropped_name ? ` Kept as ${kept_name}; the name ${dropped_name} was dropped.` : ''
  return `${shared} line ${into_line}.${names}`
}
