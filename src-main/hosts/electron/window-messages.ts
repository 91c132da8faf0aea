import { ipcMain, type WebContents } from 'electron'
import { type ZodType, z } from 'zod'
import { APP_ORIGIN, isAppUrl } from './app-origin.ts'

const MOST_PER_SECOND = 20

/** The windows we opened. A message from anything else is not heard. */
const known = new Set<number>()

export function knowWindow(contents: WebContents): void {
  const { id } = contents
  known.add(id)
  contents.once('destroyed', () => known.delete(id))
}

/** The one way a window's message comes in: from the main frame of a window of ours, well-formed, not too often. */
export function hearWindow<Message>(
  channel: string,
  message: ZodType<Message>,
  heard: (contents: WebContents, message: Message) => void,
): void {
  const pace = sparing()
  ipcMain.on(channel, (event, ...args) => {
    const { sender, senderFrame } = event
    if (!known.has(sender.id) || senderFrame === null || senderFrame !== sender.mainFrame) return
    if (senderFrame.origin !== APP_ORIGIN || !isAppUrl(senderFrame.url)) return
    if (!pace()) return
    const parsed = z.tuple([message]).safeParse(args)
    if (parsed.success) heard(sender, parsed.data[0])
  })
}

/** True up to so many times a second. */
function sparing(): () => boolean {
  let since = Number.NEGATIVE_INFINITY
  let count = 0
  return () => {
    const now = performance.now()
    if (now - since >= 1_000) {
      since = now
      count = 0
    }
    count += 1
    return count <= MOST_PER_SECOND
  }
}
