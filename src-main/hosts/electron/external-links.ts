import { shell } from 'electron'

/** Where a link may lead out of Ridgeline. Nothing from a transcript, a file or a model can add to this. */
const HOSTS: ReadonlySet<string> = new Set(['checkout.stripe.com'])

/** The only way out. False when the link may not be opened. */
export function openExternalLink(text: string): boolean {
  const url = URL.parse(text)
  if (
    url?.protocol !== 'https:' ||
    !HOSTS.has(url.hostname) ||
    url.port !== '' ||
    url.username !== '' ||
    url.password !== ''
  )
    return false
  // The parsed address, so that what was checked is what is opened.
  void shell.openExternal(url.href)
  return true
}
