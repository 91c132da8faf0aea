import { Button, Group, SegmentedControl, Select, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { formatCount } from '../ui/format.ts'
import type { LeadFilter } from './use-leads.ts'

interface LeadFilterBarProps {
  filter: LeadFilter
  onChange(filter: LeadFilter): void
  selectedCount: number
  total: number | undefined
  selectingAll: boolean
  onSelectAll(): void
  onClear(): void
}

export function LeadFilterBar(props: LeadFilterBarProps) {
  const { filter, onChange } = props
  return (
    <Group gap="sm">
      <TextInput
        aria-label="Search leads"
        placeholder="Name, phone, street, city…"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter.q}
        onChange={(event) => onChange({ ...filter, q: event.currentTarget.value })}
        flex={1}
        miw={246}
        maw={280}
      />
      <SegmentedControl
        aria-label="May be called"
        value={filter.callable}
        onChange={(callable) => onChange({ ...filter, callable })}
        data={[
          { value: 'all', label: 'Everyone' },
          { value: 'yes', label: 'May be called' },
          { value: 'no', label: 'Blocked' },
        ]}
      />
      <Select
        aria-label="Order"
        w={164}
        allowDeselect={false}
        value={filter.sort}
        onChange={(sort) => onChange({ ...filter, sort: sort ?? 'score' })}
        data={[
          { value: 'score', label: 'Best score first' },
          { value: 'name', label: 'By name' },
          { value: 'newest', label: 'Newest first' },
        ]}
      />
      <SelectionControls {...props} />
    </Group>
  )
}

function SelectionControls({
  selectedCount,
  total,
  selectingAll,
  onSelectAll,
  onClear,
}: Omit<LeadFilterBarProps, 'filter' | 'onChange'>) {
  return (
    <Group gap="xs" ml="auto">
      {selectedCount > 0 && (
        <Text size="sm" aria-live="polite">
          {formatCount(selectedCount)} selected
        </Text>
      )}
      {selectedCount > 0 && (
        <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
          Clear
        </Button>
      )}
      {total !== undefined && total > 0 && selectedCount !== total && (
        <Button
          size="xs"
          variant="light"
          title="Select every lead that matches, also those not loaded yet"
          loading={selectingAll}
          onClick={onSelectAll}
        >
          Select all {formatCount(total)}
        </Button>
      )}
    </Group>
  )
}
