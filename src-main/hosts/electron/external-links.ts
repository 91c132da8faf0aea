import { shell } from 'electron'

/** Where a link may lead out of Ridgeline. Nothing from a transcript, a file or a model can add to this. */
const HOSTS: ReadonlySet<string> = new Set(['checkout.stripe.com'])

/** The practice world's payment page, on this computer: no other path, so that no other local service is reached. */
const isPracticeCheckout = ({
  protocol,
  hostname,
  username,
  password,
  pathname,
  search,
  hash,
}: URL): boolean =>
  `${protocol}//${hostname}${username}${password}` === 'http://127.0.0.1' &&
  /^\/pay\/cs_test_[0-9a-f]{48}$/.test(pathname) &&
  search + hash === ''

/**
 * A draft in the person's mail program, which they read and send themselves: one address, a subject, a body. Nothing else,
 * since some programs take file names.
 */
const isMailDraft = (url: URL): boolean =>
  url.protocol === 'mailto:' &&
  /^[^@,;?]{1,64}%40[^@,;?]{1,255}$|^[^@,;?]{1,64}@[^@,;?]{1,255}$/.test(url.pathname) &&
  [...url.searchParams.keys()].sort().join() === 'body,subject'

/** The only way out. False when the link may not be opened. */
export function openExternalLink(text: string): boolean {
  const url = URL.parse(text)
  if (url !== null && (isPracticeCheckout(url) || isMailDraft(url))) {
    void shell.openExternal(url.href)
    return true
  }
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
