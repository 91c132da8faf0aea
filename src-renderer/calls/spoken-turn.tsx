import { Text, UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { TurnView } from '../../src-preload/contract/calls.ts'
import { splitSpoken } from './heard-words.ts'
import classes from './spoken-turn.module.css'
import { howCut, whoSpoke } from './turn-words.ts'

interface SpokenTurnProps {
  turn: Pick<
    TurnView,
    'speaker' | 'text' | 'sent_text' | 'heard_text' | 'interrupted' | 'cut_by' | 'said_by' | 'actions'
  >
  /** Words still being recognised or spoken. */
  forming?: boolean
  current?: boolean
  aside?: ReactNode
  /** Given where a click jumps to this moment of the recording. */
  onSeek?(): void
}

/** One turn of a call: who, the words heard, those that were not, and what was done. */
export function SpokenTurn({ turn, forming = false, current = false, aside, onSeek }: SpokenTurnProps) {
  const { heard, sent, unsent } =
    turn.speaker === 'agent' ? splitSpoken(turn) : { heard: turn.text, sent: '', unsent: '' }
  const cut = howCut(turn)
  const words = (
    <>
      <span className={classes.who}>{whoSpoke(turn)}</span>
      <span className={classes.words}>
        <span data-heard={!forming || undefined}>{heard}</span>
        {sent && !forming && <SentWords> {sent}</SentWords>}
        {unsent && !forming && <UnsentWords> {unsent}</UnsentWords>}
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

export const SentWords = ({ children }: { children: ReactNode }) => (
  <span className={classes.sent} title="On its way to the phone, but cut off before the homeowner heard it">
    {children}
  </span>
)

export const UnsentWords = ({ children }: { children: ReactNode }) => (
  <s className={classes.unsent} title="Prepared, but never sent to the phone">
    {children}
  </s>
)
