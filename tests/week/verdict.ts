/** The last lines of a week: what was broken, and what nothing can be said of because it was never tried. */
export function verdict(broken: readonly string[], neverReached: readonly string[]): string[] {
  const stages = `${neverReached.length} ${neverReached.length === 1 ? 'stage' : 'stages'} of the work`
  return [
    broken.length === 0
      ? `no rule was broken${neverReached.length > 0 ? ' in what was tried' : ''}`
      : `${broken.length} ${broken.length === 1 ? 'rule' : 'rules'} broken:`,
    ...broken.slice(0, 40).map((rule) => `  ${rule}`),
    ...(neverReached.length > 0
      ? [`NOT TRIED: a kill at ${stages}, which so few leads never come to. Play more of them.`]
      : []),
  ]
}
