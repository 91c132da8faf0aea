import { Checkbox, Fieldset, Group, Select, Text } from '@mantine/core'
import { type DayWindows, Weekday } from '../../src-preload/contract/account.ts'
import { formatClock } from '../ui/format.ts'
import classes from './day-windows-input.module.css'
import { weekdayNames } from './weekday-names.ts'

const STANDARD = { from: '09:00', to: '17:00' }

interface DayWindowsInputProps {
  legend: string
  value?: DayWindows
  onChange?(value: DayWindows): void
  error?: React.ReactNode
  /** The field's name in its form, by which a refused form finds it. */
  'data-path'?: string
}

/** One stretch of hours for each day of the week, or none. */
export function DayWindowsInput({
  legend,
  value = {},
  onChange,
  error,
  'data-path': path,
}: DayWindowsInputProps) {
  const change = (day: Weekday, window: { from: string; to: string } | undefined) => {
    const { [day]: _before, ...others } = value
    onChange?.(window ? { ...others, [day]: window } : others)
  }
  return (
    <Fieldset
      legend={
        <Text span size="sm" fw={600}>
          {legend}
        </Text>
      }
      variant="unstyled"
      data-path={path}
    >
      <div className={classes.days}>
        {Weekday.options.map((day) => {
          const window = value[day]
          return (
            <Group key={day} gap="sm" h={36}>
              <Checkbox
                w={130}
                label={weekdayNames[day]}
                checked={window !== undefined}
                onChange={(event) => change(day, event.currentTarget.checked ? STANDARD : undefined)}
              />
              {window ? (
                <>
                  <Time
                    label={`${weekdayNames[day]} from`}
                    value={window.from}
                    onChange={(from) => change(day, { ...window, from })}
                  />
                  <Text size="sm">to</Text>
                  <Time
                    label={`${weekdayNames[day]} to`}
                    value={window.to}
                    onChange={(to) => change(day, { ...window, to })}
                  />
                </>
              ) : (
                <Text size="sm" c="dimmed">
                  not on this day
                </Text>
              )}
            </Group>
          )
        })}
      </div>
      {error && (
        <Text size="sm" c="var(--mantine-color-error)">
          {error}
        </Text>
      )}
    </Fieldset>
  )
}

function Time({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  const choices = halfHours.some((choice) => choice.value === value)
    ? halfHours
    : [...halfHours, { value, label: formatClock(value) }]
  return (
    <Select
      aria-label={label}
      size="xs"
      w={112}
      allowDeselect={false}
      data={choices}
      value={value}
      onChange={(next) => next && onChange(next)}
    />
  )
}

const halfHours = Array.from({ length: 33 }, (_, step) => {
  const value = `${String(6 + Math.floor(step / 2)).padStart(2, '0')}:${step % 2 === 0 ? '00' : '30'}`
  return { value, label: formatClock(value) }
})
