import {
  ActionIcon,
  Group,
  SegmentedControl,
  Stack,
  Text,
  Tooltip,
  useComputedColorScheme,
} from '@mantine/core'
import {
  IconDownload,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward5,
  IconRewindForward5,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import WaveSurfer from 'wavesurfer.js'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { CallDetail, Waveform } from '../../src-preload/contract/calls.ts'
import { styleNonce } from '../app/content-policy.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { bytesFromBase64 } from '../ui/base64.ts'
import { formatDuration } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { saveFile } from '../ui/save-file.ts'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import classes from './playback.module.css'
import type { Playhead } from './playhead.ts'

interface PlaybackProps {
  call: CallDetail
  playhead: StoreApi<Playhead>
}

/** The recording with both voices apart: the homeowner above, the agent below. */
export function Playback({ call, playhead }: PlaybackProps) {
  const { api } = useBridge()
  const forever = { staleTime: Number.POSITIVE_INFINITY, gcTime: 60_000 }
  const input = { call_id: call.call_id }
  const waveform = useQuery(api.calls.waveform.queryOptions({ input, ...forever }))
  const recording = useQuery(api.calls.recording.queryOptions({ input, ...forever }))
  const base64 = recording.data?.wav_base64
  // The same bytes for every render, or the player would be built anew and fall silent.
  const wav = useMemo(() => (base64 === undefined ? undefined : bytesFromBase64(base64)), [base64])
  const problem = waveform.error ?? recording.error
  if (problem)
    return (
      <ProblemNotice error={problem} retry={() => Promise.all([waveform.refetch(), recording.refetch()])} />
    )
  if (!waveform.data || !wav) return <WaitingRows rows={1} height={124} />
  return (
    <Player key={call.call_id} wav={wav} waveform={waveform.data} name={call.lead_name} playhead={playhead} />
  )
}

interface PlayerProps {
  wav: Uint8Array<ArrayBuffer>
  waveform: Waveform
  name: string
  playhead: StoreApi<Playhead>
}

function Player({ wav, waveform, name, playhead }: PlayerProps) {
  const box = useRef<HTMLDivElement>(null)
  const [rate, setRate] = useState('1')
  const { surfer, problem } = useWaveSurfer(box, { wav, waveform, playhead })
  return (
    <Stack gap="sm">
      {problem !== null && <ProblemNotice error={problem} />}
      <div className={classes.wave}>
        <span className={classes.side}>Homeowner</span>
        <span className={classes.side}>Agent</span>
        <div ref={box} className={classes.box} role="img" aria-label="Loudness of both sides over the call" />
      </div>
      <Group justify="space-between">
        <Transport surfer={surfer} playhead={playhead} durationMs={waveform.duration_ms} />
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            aria-label="Speed"
            value={rate}
            onChange={(next) => {
              setRate(next)
              surfer.current?.setPlaybackRate(Number(next), true)
            }}
            data={['1', '1.5', '2'].map((value) => ({ value, label: `${value}×` }))}
          />
          <Tooltip label="Save the recording">
            <ActionIcon
              variant="default"
              size="lg"
              aria-label="Save the recording"
              onClick={() => saveFile(`${name}.wav`, wav, 'audio/wav')}
            >
              <IconDownload size={17} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
    </Stack>
  )
}

interface TransportProps {
  surfer: React.RefObject<WaveSurfer | null>
  playhead: StoreApi<Playhead>
  durationMs: number
}

/** Play, pause and a few seconds to and fro. */
function Transport({ surfer, playhead, durationMs }: TransportProps) {
  const playing = useStore(playhead, (state) => state.playing)
  const seconds = useStore(playhead, (state) => Math.floor(state.positionMs / 1000))
  const skip = (bySeconds: number) => surfer.current?.skip(bySeconds)
  return (
    <Group gap="xs">
      <ActionIcon
        size={40}
        radius={20}
        onClick={() => void surfer.current?.playPause()}
        aria-label={playing ? 'Pause' : 'Play'}
      >
        {playing ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        onClick={() => skip(-5)}
        aria-label="Back 5 seconds"
      >
        <IconRewindBackward5 size={19} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        onClick={() => skip(5)}
        aria-label="Forward 5 seconds"
      >
        <IconRewindForward5 size={19} />
      </ActionIcon>
      <Text size="sm" className="figures">
        {formatDuration(seconds)} / {formatDuration(durationMs / 1000)}
      </Text>
    </Group>
  )
}

interface Sound {
  wav: Uint8Array<ArrayBuffer>
  waveform: Waveform
  playhead: StoreApi<Playhead>
}

function useWaveSurfer(box: React.RefObject<HTMLDivElement | null>, { wav, waveform, playhead }: Sound) {
  const surfer = useRef<WaveSurfer>(null)
  const [problem, setProblem] = useState<Error | null>(null)
  const scheme = useComputedColorScheme()
  useEffect(() => {
    const container = box.current
    if (!container) return
    const player = WaveSurfer.create({
      container,
      cspNonce: styleNonce(),
      barWidth: 2,
      barGap: 1,
      barRadius: 2,
      cursorWidth: 2,
      dragToSeek: true,
      ...colorsIn(container),
    })
    surfer.current = player
    player.on('timeupdate', (seconds) => playhead.setState({ positionMs: seconds * 1000 }))
    player.on('play', () => playhead.setState({ playing: true }))
    player.on('pause', () => playhead.setState({ playing: false }))
    player.on('error', ({ message }) => setProblem(new Error(`${CANNOT_PLAY} (${message})`)))
    playhead.setState({
      seek: (positionMs) => {
        player.setTime(positionMs / 1000)
        void player.play()
      },
    })
    setProblem(null)
    const peaks = [waveform.homeowner, waveform.agent]
    const blob = new Blob([wav], { type: 'audio/wav' })
    // A load that failed is told as an error event; one that was given up with the screen rejects as well, without one.
    player.loadBlob(blob, peaks, waveform.duration_ms / 1000).catch(() => undefined)
    return () => {
      playhead.setState({ playing: false, seek: () => undefined })
      player.destroy()
    }
  }, [box, wav, waveform, playhead])
  // A canvas cannot follow a CSS variable: it is told of another scheme, and plays on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colors are those of the scheme
  useEffect(() => {
    if (box.current) surfer.current?.setOptions(colorsIn(box.current))
  }, [box, scheme])
  return { surfer, problem }
}

const CANNOT_PLAY = 'The recording cannot be played here. Save it and open it with another program.'

function colorsIn(container: HTMLElement) {
  const style = getComputedStyle(container)
  const side = (color: string) => ({
    waveColor: `color-mix(in srgb, ${style.getPropertyValue(color)} 45%, transparent)`,
    progressColor: style.getPropertyValue(color),
    height: Number(style.getPropertyValue('--voice-height')),
  })
  return {
    cursorColor: style.getPropertyValue('--mantine-color-text'),
    splitChannels: [side('--ridge-homeowner'), side('--ridge-agent')],
  }
}
