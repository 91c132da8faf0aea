import { List, Stack, Text } from '@mantine/core'
import type { LeadDetail } from '../../src-preload/contract/leads.ts'
import { FactList } from '../ui/fact-list.tsx'
import { formatCode, formatCount, formatDay } from '../ui/format.ts'
import { LeadPart } from './lead-part.tsx'
import { basedOnWords, materialWords } from './roof-words.ts'

/** What is known of the roof, what Ridgeline concludes from it, and from which imported values. */
export function RoofSection({ lead: { roof, roof_findings, roof_summary } }: { lead: LeadDetail }) {
  return (
    <LeadPart title="Roof">
      <Text size="sm">{roof_summary}</Text>
      <FactList
        facts={[
          ['Material', roof.material && materialWords(roof.material)],
          ['Installed', roof.installed_year ?? (roof.age_years !== null && `${roof.age_years} years ago`)],
          ['Area', roof.area_sqft !== null && `${formatCount(roof.area_sqft)} sq ft`],
          ['Slope', roof.slope],
          ['Last hail', roof.last_hail_on && hail(roof.last_hail_on, roof.hail_size_inches)],
          ['Last storm', roof.last_storm_on && storm(roof.last_storm_on, roof.wind_mph)],
          ['Insurance claim', roof.insurance_claim !== 'unknown' && formatCode(roof.insurance_claim)],
          ['Lived in by owner', roof.owner_occupied === null ? null : roof.owner_occupied ? 'Yes' : 'No'],
        ].map(([label, value]) => [label as string, value || null])}
      />
      {roof_findings.length > 0 && <MaySay findings={roof_findings} />}
    </LeadPart>
  )
}

function MaySay({ findings }: { findings: LeadDetail['roof_findings'] }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        The agent may say
      </Text>
      <List size="sm" spacing="xs" aria-label="The agent may say">
        {findings.map(({ code, text, based_on }) => (
          <List.Item key={code}>
            “{text}”
            <Text size="xs" c="dimmed">
              Rests on: {basedOnWords(based_on)}
            </Text>
          </List.Item>
        ))}
      </List>
    </Stack>
  )
}

const hail = (day: string, inches: number | null) =>
  inches === null ? formatDay(day) : `${formatDay(day)}, ${inches} in`

const storm = (day: string, mph: number | null) =>
  mph === null ? formatDay(day) : `${formatDay(day)}, ${mph} mph`
