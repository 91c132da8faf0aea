const MONTHS = 12

/** The month of this moment and those before it, newest first, by the calendar of the zone. */
export function latestMonths(nowMs: number, timeZone: string): { value: string; label: string }[] {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
  }).formatToParts(nowMs)
  const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 1)
  const newest = numberOf('year') * 12 + numberOf('month') - 1
  return Array.from({ length: MONTHS }, (_, back) => {
    const month = newest - back
    const firstDay = new Date(Date.UTC(Math.floor(month / 12), month % 12, 1, 12))
    return {
      value: firstDay.toISOString().slice(0, 7),
      label: firstDay.toLocaleDateString('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
    }
  })
}
