import { Button, Group, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { CallDetail, DeskAct, TurnView } from '../../src-preload/contract/calls.ts'
import { formatDuration } from '../ui/format.ts'
import { saveFile } from '../ui/save-file.ts'
import { Section } from '../ui/section.tsx'
import { byTime } from './by-time.ts'
import { actWords } from './desk-act-words.ts'
import { splitSpoken } from './heard-words.ts'
import { type Playhead, turnAt } from './playhead.ts'
import { SentWords, SpokenTurn, UnsentWords } from './spoken-turn.tsx'
import { transcriptText } from './transcript-text.ts'

interface CallTranscriptProps {
  call: CallDetail
  playhead: StoreApi<Playhead>
}

export function CallTranscript({ call, playhead }: CallTranscriptProps) {
  const currentId = useStore(playhead, (state) =>
    state.playing || state.positionMs > 0 ? turnAt(call.turns, state.positionMs)?.turn_id : undefined,
  )
  const save = () => saveFile(`${call.lead_name}.txt`, transcriptText(call), 'text/plain')
  return (
    <Section
      title="Transcript"
      aside={
        call.turns.length > 0 && (
          <Button size="xs" variant="subtle" leftSection={<IconDownload size={15} />} onClick={save}>
            Save as text
          </Button>
        )
      }
    >
      <div>
        {call.turns.length === 0 && (
          <Text c="dimmed" size="sm">
            Nothing was said. {call.end_reason}
          </Text>
        )}
        {byTime(call).map(({ atMs, turn, act }) =>
          act ? (
            <DeskActNote key={`${atMs} ${act.action}`} act={act} />
          ) : (
            <SpokenTurn
              key={turn.turn_id}
              turn={turn}
              current={turn.turn_id === currentId}
              onSeek={call.has_recording ? () => playhead.getState().seek(turn.started_at_ms) : undefined}
              aside={<TurnTiming turn={turn} />}
            />
          ),
        )}
        <Legend turns={call.turns} />
      </div>
    </Section>
  )
}

/** Nobody hears it in the recording, so it stands between the lines. */
const DeskActNote = ({ act }: { act: DeskAct }) => (
  <Text size="xs" c="dimmed" ta="center" mt="md">
    {actWords(act)} · <span className="figures">{formatDuration(act.at_ms / 1000)}</span>
  </Text>
)

/** What the paler words mean, where there are any. */
function Legend({ turns }: Pick<CallDetail, 'turns'>) {
  const agent = turns.filter(({ speaker }) => speaker === 'agent').map(splitSpoken)
  const anySent = agent.some(({ sent }) => sent !== '')
  const anyUnsent = agent.some(({ unsent }) => unsent !== '')
  if (!anySent && !anyUnsent) return null
  return (
    <Group gap="xs" mt="lg" fz="xs" c="dimmed" component="p" role="note">
      <span>Plain words were heard.</span>
      {anySent && (
        <span>
          <SentWords>These</SentWords> were on their way when the agent was cut off.
        </span>
      )}
      {anyUnsent && (
        <span>
          <UnsentWords>These</UnsentWords> were prepared, but never sent.
        </span>
      )}
    </Group>
  )
}

function TurnTiming({ turn: { latency, started_at_ms, speaker } }: { turn: TurnView }) {
  const parts: [string, number | null][] = [
    ['end of turn', latency.end_of_turn_ms],
    ['recognition', latency.asr_ms],
    ['first word', latency.llm_ttft_ms],
    ['voice', latency.tts_ttfb_ms],
  ]
  const detail = parts
    .filter(([, ms]) => ms !== null)
    .map(([label, ms]) => `${label} ${Math.round(ms ?? 0)} ms`)
    .join(', ')
  return (
    <span className="figures">
      {formatDuration(started_at_ms / 1000)}
      {speaker === 'agent' && latency.total_ms !== null && (
        <span title={detail}> · answered in {Math.round(latency.total_ms)} ms</span>
      )}
    </span>
  )
}
