import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import {
  type Icon,
  IconHistory,
  IconPhoneOutgoing,
  IconPlus,
  IconSearch,
  IconUser,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { useBridge } from '../bridge/use-bridge.ts'
import classes from './app-search.module.css'
import { callsFound, campaignsFound, type Finding, leadsFound, screensFound } from './findings.ts'
import { screens } from './screens.ts'
import { useCoreNow, useTimeZone } from './use-core-status.ts'

export const [appSearchStore, appSearch] = createSpotlight()

const PAUSE_MS = 180
/** One letter would find nearly everybody. */
const FEWEST_LETTERS = 2
const what = 'Search homeowners, campaigns, calls and screens'

const screenIcon = (path: string): Icon => screens.find((screen) => screen.path === path)?.icon ?? IconPlus

/** One place to find a homeowner, a campaign, a call or a screen from anywhere. */
export function AppSearch() {
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const found = useFound(typed)
  const group = (name: string, iconOf: (path: string) => Icon, findings: Finding[]) => ({
    group: name,
    actions: findings.map(({ path, label, about }, index) => {
      const GroupIcon = iconOf(path)
      return {
        id: `${name} ${index} ${path}`,
        label,
        description: about,
        leftSection: <GroupIcon size={20} stroke={1.6} />,
        onClick: () => void navigate(path),
      }
    }),
  })
  const groups: SpotlightActionGroupData[] = [
    // Screens are found at once: above, they do not move under the hand when the rest arrives.
    group('Screens', screenIcon, screensFound(typed)),
    group('Homeowners', () => IconUser, found.leads),
    group('Campaigns', () => IconPhoneOutgoing, found.campaigns),
    group('Calls', () => IconHistory, found.calls),
  ].filter(({ actions }) => actions.length > 0)
  const listed = groups.flatMap(({ actions }) => actions.map(({ id }) => id)).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is looked at anew when it changes
  useEffect(() => {
    if (typed !== '') chooseFirst()
  }, [listed, typed])
  return (
    <Spotlight
      store={appSearchStore}
      query={typed}
      onQueryChange={setTyped}
      actions={groups}
      // The core has done the finding; what it found by a spoken word does not hold that word in its label.
      filter={(_query, all) => all}
      shortcut={['mod + K']}
      tagsToIgnore={[]}
      scrollable
      maxHeight="min(560px, 70vh)"
      classNames={{ actionDescription: classes.about }}
      attributes={{ content: { 'aria-label': what } }}
      nothingFound={found.pending ? 'Searching…' : 'Nothing found. Try a name, a number or a spoken word.'}
      highlightQuery
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: `${what}…`, 'aria-label': what }}
    />
  )
}

/**
 * The spotlight chooses its first line while words are typed, but what the core finds arrives later, one kind after
 * another. Enter must open the first line that is seen, unless another was chosen by hand. The mark is the one that
 * the spotlight itself sets and looks for.
 */
function chooseFirst(): void {
  const { listId, selected } = appSearchStore.getState()
  const list = document.getElementById(listId)
  if (!list || selected > 0) return
  list.querySelector('[data-selected]')?.removeAttribute('data-selected')
  list.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  appSearchStore.updateState((state) => ({ ...state, selected: 0 }))
}

function useFound(typed: string) {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(60_000)
  const [settled] = useDebouncedValue(typed.trim(), PAUSE_MS)
  const enabled = settled.length >= FEWEST_LETTERS && typed.trim().length >= FEWEST_LETTERS
  const input = { q: settled, limit: 5 }
  const leads = useQuery(api.leads.list.queryOptions({ input, enabled, placeholderData: (last) => last }))
  const calls = useQuery(api.calls.list.queryOptions({ input, enabled, placeholderData: (last) => last }))
  const campaigns = useQuery(api.campaigns.list.queryOptions({ input: { limit: 200 }, enabled }))
  if (!enabled) return { leads: [], campaigns: [], calls: [], pending: false }
  return {
    leads: leadsFound(leads.data?.items ?? []),
    campaigns: campaignsFound(campaigns.data?.items ?? [], typed),
    calls: callsFound(calls.data?.items ?? [], timeZone, nowMs),
    pending: leads.isFetching || calls.isFetching || campaigns.isFetching,
  }
}
