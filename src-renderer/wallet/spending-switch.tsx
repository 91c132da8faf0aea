import { Button, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconPhoneOff, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useStore } from 'zustand'
import type { WalletView } from '../../src-preload/contract/account.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { useLiveStore } from '../live-call/live-store.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { plural } from '../ui/format.ts'
import { tellProblem, tellSuccess } from '../ui/problem-notice.tsx'

/** Pauses and resumes everything in one click; calls that are up are finished, unless they are ended with it. */
export function SpendingSwitch({ wallet }: { wallet: WalletView }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const keep = (next: WalletView) => {
    queryClient.setQueryData(api.wallet.get.queryKey(), next)
    void queryClient.invalidateQueries({ queryKey: api.system.key() })
  }
  const pause = useMutation(api.wallet.pause.mutationOptions({ onSuccess: keep, onError: tellProblem }))
  if (wallet.paused) return <ResumeSpendingButton />
  return (
    <Button.Group>
      <Button
        variant="default"
        leftSection={<IconPlayerPause size={16} />}
        loading={pause.isPending}
        onClick={() => pause.mutate({ live_calls: 'finish' })}
      >
        Pause all spending
      </Button>
      <PauseChoices onPause={(live_calls) => pause.mutate({ live_calls })} />
    </Button.Group>
  )
}

/** Calls in line start again. */
export function ResumeSpendingButton({ size = 'sm' }: { size?: 'xs' | 'sm' }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const resume = useMutation(
    api.wallet.resume.mutationOptions({
      onSuccess: (next) => {
        queryClient.setQueryData(api.wallet.get.queryKey(), next)
        tellSuccess('Spending goes on.')
        void queryClient.invalidateQueries({ queryKey: api.system.key() })
      },
      onError: tellProblem,
    }),
  )
  return (
    <Button
      variant="default"
      size={size}
      leftSection={<IconPlayerPlay size={16} />}
      loading={resume.isPending}
      onClick={() => resume.mutate(undefined)}
    >
      Resume spending
    </Button>
  )
}

function PauseChoices({ onPause }: { onPause(liveCalls: 'finish' | 'end'): void }) {
  const [asking, ask] = useDisclosure(false)
  return (
    <>
      <Menu position="bottom-end" withArrow>
        <Menu.Target>
          <Button variant="default" px={8} aria-label="More ways to pause">
            <IconChevronDown size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => onPause('finish')}>
            Pause, and let live calls finish
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconPhoneOff size={16} />} onClick={ask.open}>
            Pause, and end live calls now
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <EndCallsQuestion opened={asking} onClose={ask.close} onConfirm={() => onPause('end')} />
    </>
  )
}

/** While spending is paused: calls that are still up can be ended too. */
export function EndLiveCallsButton() {
  const { api } = useBridge()
  const [asking, ask] = useDisclosure(false)
  const live = useStore(useLiveStore(), (state) => state.order.length)
  const end = useMutation(api.wallet.pause.mutationOptions({ onError: tellProblem }))
  if (live === 0) return null
  return (
    <>
      <Button
        size="xs"
        color="red"
        variant="light"
        leftSection={<IconPhoneOff size={15} />}
        loading={end.isPending}
        onClick={ask.open}
      >
        End {plural(live, 'live call')} now
      </Button>
      <EndCallsQuestion
        opened={asking}
        onClose={ask.close}
        onConfirm={() => end.mutate({ live_calls: 'end' })}
      />
    </>
  )
}

interface EndCallsQuestionProps {
  opened: boolean
  onClose(): void
  onConfirm(): void
}

function EndCallsQuestion(props: EndCallsQuestionProps) {
  return (
    <ConfirmDialog
      {...props}
      question="End live calls now?"
      consequence="Every call that is up or ringing is hung up at once, also in the middle of a sentence. No campaign dials another number until you resume."
      confirmLabel="Pause and end live calls"
    />
  )
}
