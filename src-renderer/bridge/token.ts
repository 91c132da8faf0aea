const STORED_AS = 'ridgeline-token'

/**
 * The token arrives once, in the address the host printed. It moves into the tab's session and leaves the
 * visible address, so that it is not shared by copying the address or kept in the browser's history.
 */
export function takeToken(page: Window): string | null {
  const address = new URL(page.location.href)
  const given = address.searchParams.get('token')
  if (given) {
    page.sessionStorage.setItem(STORED_AS, given)
    address.searchParams.delete('token')
    page.history.replaceState(page.history.state, '', address)
  }
  return page.sessionStorage.getItem(STORED_AS)
}
