import { Anchor, Badge, Button, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { BundleView, PurchaseView } from '../../src-preload/contract/money.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatCents, formatWhen } from '../ui/format.ts'
import { ProblemNotice, tellProblem } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { purchaseWords } from './purchase-words.ts'

const WAITING_MS = 2_000
const SHOWN_PURCHASES = 4

/** Minutes for sale, and what became of the last purchases. Paying happens in the browser, at Stripe. */
export function BundleShop() {
  const { api } = useBridge()
  const bundles = useQuery(api.wallet.bundles.queryOptions({ staleTime: 60_000, retry: false }))
  const purchases = useQuery(
    api.wallet.purchases.queryOptions({
      refetchInterval: ({ state }) =>
        state.data?.items.some(({ status }) => status === 'open' || status === 'pending')
          ? WAITING_MS
          : false,
    }),
  )
  useFreshWallet(purchases.data?.items ?? [])
  const items = bundles.data?.items ?? []
  const latest = (purchases.data?.items ?? []).slice(0, SHOWN_PURCHASES)
  return (
    <Section title="Minute bundles">
      {bundles.error && <ProblemNotice error={bundles.error} retry={bundles.refetch} />}
      {bundles.isPending && <WaitingRows rows={1} height={120} />}
      {bundles.data && items.length === 0 && (
        <Text size="sm" c="dimmed">
          The relay of this account sells no bundles. Funds that you add yourself work the same.
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
        {items.map((bundle) => (
          <BundleCard key={bundle.bundle_id} bundle={bundle} />
        ))}
      </SimpleGrid>
      {latest.length > 0 && (
        <Stack gap="xs" mt="md" role="list" aria-label="Purchases">
          {latest.map((purchase) => (
            <PurchaseRow key={purchase.purchase_id} purchase={purchase} />
          ))}
        </Stack>
      )}
    </Section>
  )
}

/** A purchase that was paid meanwhile is money in the wallet. */
function useFreshWallet(purchases: PurchaseView[]): void {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const paid = purchases.filter(({ status }) => status === 'paid').length
  useEffect(() => {
    if (paid > 0) {
      void queryClient.invalidateQueries({ queryKey: api.wallet.get.key() })
      void queryClient.invalidateQueries({ queryKey: api.wallet.postings.key() })
    }
  }, [paid, queryClient, api])
}

function BundleCard({ bundle }: { bundle: BundleView }) {
  const { api, openExternal } = useBridge()
  const queryClient = useQueryClient()
  const buy = useDeed(
    api.wallet.checkout.mutationOptions({
      onSuccess: ({ url }) => {
        if (url) openExternal(url)
        void queryClient.invalidateQueries({ queryKey: api.wallet.purchases.key() })
      },
      onError: tellProblem,
    }),
  )
  const saved = bundle.credit_cents - bundle.price_cents
  return (
    <Paper withBorder p="md">
      <Stack gap={6} h="100%">
        <Text fw={600}>{bundle.name}</Text>
        <Text size="xl" fw={650} className="figures">
          {formatCents(bundle.price_cents)}
        </Text>
        <Text size="sm" c="dimmed">
          {saved > 0 ? `${formatCents(saved)} less than minute by minute` : 'The usual price per minute'}
        </Text>
        <Button
          mt="auto"
          variant="light"
          rightSection={<IconExternalLink size={16} />}
          loading={buy.isPending}
          aria-label={`Buy ${bundle.name}`}
          onClick={() => buy.mutate({ bundle_id: bundle.bundle_id })}
        >
          Buy
        </Button>
      </Stack>
    </Paper>
  )
}

function PurchaseRow({ purchase }: { purchase: PurchaseView }) {
  const { openExternal } = useBridge()
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  const { words, color } = purchaseWords(purchase)
  const { url } = purchase
  return (
    <Group justify="space-between" wrap="nowrap" role="listitem">
      <div>
        <Text size="sm">
          {purchase.bundle_name}, {formatWhen(purchase.opened_at, timeZone, nowMs)}
        </Text>
        {purchase.note && (
          <Text size="xs" c="dimmed">
            {purchase.note}
          </Text>
        )}
      </div>
      <Group gap="sm" wrap="nowrap">
        {url && (
          <Anchor component="button" size="sm" onClick={() => openExternal(url)}>
            Open the checkout
          </Anchor>
        )}
        <Badge variant="light" color={color} tt="none">
          {words}
        </Badge>
      </Group>
    </Group>
  )
}
