import { RPCLink } from '@orpc/client/websocket'
import { ConnectionLost, type Link, type OpenLine, TurnedAway } from './connection.ts'

const POLICY_VIOLATION = 1008
const UNAUTHORIZED = 4401
const OLD_LINK =
  'The link you used is out of date. Start Ridgeline again, or open the newest link that it printed.'

/** One WebSocket to the headless host on the page's own origin. */
export function openSocketLine(page: Location, token: string): Promise<OpenLine> {
  const scheme = page.protocol === 'https:' ? 'wss' : 'ws'
  const socket = new WebSocket(`${scheme}://${page.host}/rpc?token=${encodeURIComponent(token)}`)
  socket.binaryType = 'arraybuffer'
  const rpc = new RPCLink({ websocket: socket })
  // Between the break and its event the socket refuses words with an error of its own.
  const link: Link = {
    call(path, input, options) {
      if (socket.readyState !== WebSocket.OPEN) throw new ConnectionLost()
      return rpc.call(path, input, options)
    },
  }

  return new Promise((resolve, reject) => {
    let opened = false
    let tellLost: () => void = () => undefined
    const lost = new Promise<void>((settle) => {
      tellLost = settle
    })
    socket.addEventListener('open', () => {
      opened = true
      resolve({ link, lost })
    })
    socket.addEventListener('close', (event) => {
      if (event.code === POLICY_VIOLATION || event.code === UNAUTHORIZED) reject(new TurnedAway(OLD_LINK))
      if (opened) return tellLost()
      tokenIsRefused(token).then(
        (refused) => reject(refused ? new TurnedAway(OLD_LINK) : new Error('The socket did not open.')),
        reject,
      )
    })
  })
}

// A browser hides why an upgrade failed; the HTTP API answers the same token plainly.
async function tokenIsRefused(token: string): Promise<boolean> {
  const answer = await fetch('/api/v1/voice-configuration', { headers: { authorization: `Bearer ${token}` } })
  return answer.status === 401 || answer.status === 403
}
