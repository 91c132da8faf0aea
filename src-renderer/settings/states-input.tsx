import { MultiSelect } from '@mantine/core'
import { stateChoices } from '../ui/us-states.ts'

interface StatesInputProps {
  label: string
  value?: string[]
  onChange?(value: string[]): void
  error?: React.ReactNode
}

export function StatesInput(props: StatesInputProps) {
  return (
    <MultiSelect
      description="Only where you are registered for phone sales or exempt. Calls into other states stay blocked."
      searchable
      clearable
      placeholder={props.value?.length ? undefined : 'None confirmed: no call can leave'}
      data={stateChoices}
      {...props}
    />
  )
}
