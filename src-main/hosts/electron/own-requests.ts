import type { Session } from 'electron'
import { APP_ORIGIN, isAppUrl } from './app-origin.ts'

/** The window loads nothing remote, whatever ends up in it; and saves only what it made itself. */
export function limitRequests(session: Session, devTools: boolean): void {
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !isOwn(url, devTools) }))
  session.on('will-download', (event, item) => {
    if (!isOwnBlob(item.getURL())) event.preventDefault()
  })
}

function isOwn(url: string, devTools: boolean): boolean {
  const protocol = URL.parse(url)?.protocol
  return (
    isAppUrl(url) ||
    isOwnBlob(url) ||
    protocol === 'data:' ||
    (devTools && (protocol === 'devtools:' || protocol === 'chrome-extension:'))
  )
}

const isOwnBlob = (url: string): boolean => url.startsWith(`blob:${APP_ORIGIN}/`)
