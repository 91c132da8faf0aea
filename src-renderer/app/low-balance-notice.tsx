import { Anchor } from '@mantine/core'
import { IconAlertTriangle, IconWallet } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useBridge } from '../bridge/use-bridge.ts'
import { lowBalanceWords } from '../wallet/outlook-words.ts'
import classes from './shell.module.css'

/** Told on every screen, before a conversation ends for want of money. */
export function LowBalanceNotice() {
  const { api } = useBridge()
  const wallet = useQuery(api.wallet.get.queryOptions({ refetchInterval: 15_000 }))
  const outlook = useQuery(api.wallet.outlook.queryOptions({ refetchInterval: 15_000 }))
  const words = wallet.data && outlook.data ? lowBalanceWords(outlook.data, wallet.data) : null
  if (!words) return null
  const empty = outlook.data?.level === 'empty'
  const Icon = empty ? IconAlertTriangle : IconWallet
  return (
    <div className={`${classes.banner} ${empty ? classes.lost : ''}`} role="status">
      <Icon size={17} aria-hidden />
      <strong>{words.title}</strong>
      <span>{words.detail}</span>
      <Anchor component={Link} to="/wallet" size="sm" fw={600} c="inherit" underline="always">
        Add funds
      </Anchor>
    </div>
  )
}
