import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useNavigate } from 'react-router'
import { screens } from './screens.ts'

export const [screenSpotlightStore, screenSpotlight] = createSpotlight()

export function ScreenSpotlight() {
  const navigate = useNavigate()
  const go = (path: string) => () => void navigate(path)
  const actions = [
    ...screens.map(({ path, label, about, icon: Icon }) => ({
      id: path,
      label,
      description: about,
      leftSection: <Icon size={20} stroke={1.6} />,
      onClick: go(path),
    })),
    {
      id: 'new-campaign',
      label: 'New campaign',
      description: 'Choose leads, check the script and the cost, launch',
      leftSection: <IconPlus size={20} stroke={1.6} />,
      onClick: go('/campaigns/new'),
    },
  ]
  return (
    <Spotlight
      store={screenSpotlightStore}
      actions={actions}
      shortcut={['mod + K']}
      attributes={{ content: { 'aria-label': 'Jump to a screen' } }}
      nothingFound="No screen of that name"
      highlightQuery
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: 'Jump to a screen…',
        'aria-label': 'Jump to a screen',
      }}
    />
  )
}
