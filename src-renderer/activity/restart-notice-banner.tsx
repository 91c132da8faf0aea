import { Alert, Anchor, List, Stack, Text } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { RestartNotice } from '../../src-preload/contract/account.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { plural } from '../ui/format.ts'
import { tellProblem } from '../ui/problem-notice.tsx'
import { cutOffWords, goesOnWords, restartTitle } from './restart-words.ts'

const SHOWN = 6

/** After a start that found unfinished calls: who was cut off, and what happens next. Stays until it is dismissed. */
export function RestartNoticeBanner() {
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
    >
      <Stack gap="xs">
        {notice.cut_off.length > 0 && <CutOffCalls calls={notice.cut_off} />}
        {notice.campaigns.map((campaign) => (
          <Text key={campaign.campaign_id} size="sm">
            <Anchor component={Link} to={`/campaigns/${campaign.campaign_id}`} size="sm" c="inherit">
              {goesOnWords(campaign)}
            </Anchor>
          </Text>
        ))}
      </Stack>
    </Alert>
  )
}

function CutOffCalls({ calls }: { calls: RestartNotice['cut_off'] }) {
  return (
    <>
      <List size="sm" spacing={2}>
        {calls.slice(0, SHOWN).map((call) => (
          <List.Item key={call.call_id}>
            <Anchor component={Link} to={`/calls/${call.call_id}`} size="sm" fw={600} c="inherit">
              {call.lead_name}
            </Anchor>
            , {cutOffWords(call)}
          </List.Item>
        ))}
        {calls.length > SHOWN && <List.Item>and {plural(calls.length - SHOWN, 'more call')}</List.Item>}
      </List>
      <Text size="sm">
        Ridgeline hangs these calls up and writes down how they ended. None is dialed again by itself: phone
        them yourself, or plan a follow-up from the call.
      </Text>
    </>
  )
}
