import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useBridge } from '../bridge/use-bridge.ts'
import { useHearing } from '../live-call/hearing.ts'
import { createListenPlayer } from '../live-call/listen-player.ts'
import { openMicrophone } from '../live-call/microphone.ts'
import { tellNews, tellProblem } from '../ui/problem-notice.tsx'
import { createOwnVoice, type OwnVoice } from './own-voice.ts'

/** The way to talk with the agent at this window; the report is fetched when the talk is over. */
export function useOwnVoice(): OwnVoice {
  const { api, client } = useBridge()
  const queryClient = useQueryClient()
  const hearing = useHearing()
  const [ownVoice] = useState(() =>
    createOwnVoice({
      rehearsals: client.rehearsals,
      openMicrophone,
      openPlayer: () => createListenPlayer(hearing.getState().volume / 100, 'agent'),
      withoutMicrophone: () => tellNews(NO_MICROPHONE),
      failed: tellProblem,
      over: () => void queryClient.invalidateQueries({ queryKey: api.rehearsals.key() }),
    }),
  )
  return ownVoice
}

const NO_MICROPHONE = {
  title: 'The agent cannot hear a microphone',
  detail:
    'Plug one in and allow it for Ridgeline, then begin again. Until then you can type what you would say.',
}
