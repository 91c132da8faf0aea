import { Text, UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { TurnView } from '../../src-preload/contract/calls.ts'
import { splitHeard } from './heard-words.ts'
import classes from './spoken-turn.module.css'
import { howCut, whoSpoke } from './turn-words.ts'

interface SpokenTurnProps {
  turn: Pick<TurnView, 'speaker' | 'text' | 'heard_text' | 'interrupted' | 'cut_by' | 'said_by' | 'actions'>
  /** Words still being recognised or spoken. */
  forming?: boolean
  current?: boolean
  aside?: ReactNode
  /** Given where a click jumps to this moment of the recording. */
  onSeek?(): void
}

/** One turn of a call: who, the words heard, the words that were not, and what was done. */
export function SpokenTurn({ turn, forming = false, current = false, aside, onSeek }: SpokenTurnProps) {
  const { heard, unheard } =
    turn.speaker === 'agent' ? splitHeard(turn.text, turn.heard_text) : { heard: turn.text, unheard: '' }
  const cut = howCut(turn)
  const words = (
    <>
      <span className={classes.who}>{whoSpoke(turn)}</span>
      <span className={classes.words}>
        {heard}
        {unheard && !forming && (
          <>
            {' '}
            <s className={classes.unheard} title="Prepared, but never heard by the homeowner">
              {unheard}
            </s>
          </>
        )}
        {forming && <span className={classes.caret} aria-hidden />}
      </span>
    </>
  )
  return (
    <div
      className={classes.turn}
      data-speaker={turn.speaker}
      data-said-by={turn.said_by ?? undefined}
      data-current={current || undefined}
      data-forming={forming || undefined}
    >
      {onSeek ? (
        <UnstyledButton className={classes.bubble} onClick={onSeek} aria-current={current || undefined}>
          {words}
        </UnstyledButton>
      ) : (
        <div className={classes.bubble}>{words}</div>
      )}
      {(cut || turn.actions.length > 0 || aside) && (
        <Text size="xs" c="dimmed" className={classes.below} component="div">
          {cut && <span>{cut}</span>}
          {turn.actions.map((action) => (
            <span key={action}>✓ {action}</span>
          ))}
          {aside}
        </Text>
      )}
    </div>
  )
}
