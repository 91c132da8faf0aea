import { Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import { SpokenTurn } from '../calls/spoken-turn.tsx'
import { transcriptLines } from './forming-turn.ts'
import classes from './live-screen.module.css'

const NEAR_END_PX = 120

interface LiveTranscriptProps {
  call: LiveCallView
  /** What was said from this window; the words of this moment do not tell whose they are. */
  linesOfTheDesk: string[]
}

/** The words so far, then the words of this moment. Follows the end unless the reader scrolled back. */
export function LiveTranscript({ call, linesOfTheDesk }: LiveTranscriptProps) {
  const box = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const { turns, partial } = call
  const stamp = `${turns.length} ${turns.at(-1)?.heard_text} ${partial.homeowner?.text} ${partial.agent?.text}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp changes exactly when words do
  useEffect(() => {
    if (following.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [stamp])
  const noteScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current ?? document.body
    following.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX
  }
  return (
    <div
      ref={box}
      className={classes.transcript}
      onScroll={noteScroll}
      role="log"
      aria-label="Transcript"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
      tabIndex={0}
    >
      {turns.length === 0 && !partial.agent && !partial.homeowner && (
        <Text c="dimmed" ta="center" py="xl">
          {call.status === 'live'
            ? 'The first words appear in a moment.'
            : 'The words appear once someone answers.'}
        </Text>
      )}
      {transcriptLines(call, linesOfTheDesk).map(({ key, turn, forming }) => (
        <SpokenTurn key={key} turn={turn} forming={forming} />
      ))}
    </div>
  )
}
