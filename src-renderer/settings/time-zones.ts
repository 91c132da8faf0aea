/** Where nearly all roofers of the United States work; all other zones follow. */
const NEAREST = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
]

/** Time zones as people call them: "Central Time, Chicago" for `America/Chicago`. */
export function timeZoneChoices(): { value: string; label: string }[] {
  const others = Intl.supportedValuesOf('timeZone').filter((zone) => !NEAREST.includes(zone))
  return [
    ...NEAREST.map((value) => ({ value, label: `${spokenZone(value)}, ${placeOf(value)}` })),
    ...others.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
  ]
}

const placeOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')

/** A time zone as people call it: "Central Time". */
export const spokenZone = (timeZone: string): string =>
  new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longGeneric' })
    .formatToParts(0)
    .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
