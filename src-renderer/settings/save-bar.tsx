import { Button, Group } from '@mantine/core'
import classes from './save-bar.module.css'

interface SaveBarProps {
  dirty: boolean
  saving: boolean
  onUndo(): void
}

export function SaveBar({ dirty, saving, onUndo }: SaveBarProps) {
  return (
    <Group className={classes.bar}>
      <Button type="submit" loading={saving} disabled={!dirty}>
        Save
      </Button>
      {dirty && (
        <Button variant="subtle" color="gray" onClick={onUndo}>
          Undo the changes
        </Button>
      )}
    </Group>
  )
}
