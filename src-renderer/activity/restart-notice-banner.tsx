import { Alert, Anchor, List, Stack, Text } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Fragment } from 'react'
import { Link } from 'react-router'
import type { RestartNotice } from '../../src-preload/contract/account.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { plural } from '../ui/format.ts'
import { tellProblem } from '../ui/problem-notice.tsx'
import { cutOffWords, goesOnWords, restartTitle } from './restart-words.ts'

const SHOWN = 6
type CutOff = RestartNotice['cut_off'][number]

interface RestartNoticeBannerProps {
  /** One line of names, for a screen that needs its height. */
  compact?: boolean
}

/** After a start that found unfinished calls: who was cut off, and what happens next. Stays until it is dismissed. */
export function RestartNoticeBanner({ compact = false }: RestartNoticeBannerProps) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const notice = useQuery(api.system.restartNotice.queryOptions()).data?.notice
  const dismiss = useMutation(
    api.system.dismissRestartNotice.mutationOptions({
      onSuccess: () => queryClient.setQueryData(api.system.restartNotice.queryKey(), { notice: null }),
      onError: tellProblem,
    }),
  )
  if (!notice) return null
  return (
    <Alert
      color="copper"
      variant="light"
      icon={<IconPlugConnectedX size={18} />}
      title={restartTitle(notice)}
      role="status"
      withCloseButton
      closeButtonLabel="Dismiss this notice"
      onClose={() => dismiss.mutate({ notice_id: notice.notice_id })}
      style={{ flexShrink: 0 }}
      p={compact ? 'sm' : undefined}
    >
      {compact ? <Names notice={notice} /> : <WholeNotice notice={notice} />}
    </Alert>
  )
}

function Names({ notice: { cut_off } }: { notice: RestartNotice }) {
  return (
    <Text size="sm" lineClamp={2}>
      {cut_off.slice(0, SHOWN).map((call, index) => (
        <Fragment key={call.call_id}>
          {index > 0 && ', '}
          <CallLink call={call} />
        </Fragment>
      ))}
      {cut_off.length > SHOWN && ` and ${plural(cut_off.length - SHOWN, 'more', 'more')}`}
      {cut_off.length > 0 && '. None is dialed again by itself. '}
      <Anchor component={Link} to="/activity" size="sm">
        What happens next
      </Anchor>
    </Text>
  )
}

function WholeNotice({ notice: { cut_off, campaigns } }: { notice: RestartNotice }) {
  return (
    <Stack gap="xs">
      {cut_off.length > 0 && <CutOffCalls calls={cut_off} />}
      {campaigns.map((campaign) => (
        <Anchor
          key={campaign.campaign_id}
          component={Link}
          to={`/campaigns/${campaign.campaign_id}`}
          size="sm"
          c="inherit"
        >
          {goesOnWords(campaign)}
        </Anchor>
      ))}
    </Stack>
  )
}

function CutOffCalls({ calls }: { calls: CutOff[] }) {
  return (
    <>
      <List size="sm" spacing={2}>
        {calls.slice(0, SHOWN).map((call) => (
          <List.Item key={call.call_id}>
            <CallLink call={call} />, {cutOffWords(call)}
          </List.Item>
        ))}
        {calls.length > SHOWN && <List.Item>and {plural(calls.length - SHOWN, 'more', 'more')}</List.Item>}
      </List>
      <Text size="sm">
        Ridgeline hangs these calls up and writes down how they ended. None is dialed again by itself: phone
        them yourself, or plan a follow-up from the call.
      </Text>
    </>
  )
}

const CallLink = ({ call }: { call: CutOff }) => (
  <Anchor component={Link} to={`/calls/${call.call_id}`} size="sm" fw={600} c="inherit">
    {call.lead_name}
  </Anchor>
)
