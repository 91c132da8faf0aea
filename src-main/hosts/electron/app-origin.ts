/** The one origin that may fill our windows. */
export const APP_SCHEME = 'app'
const APP_HOST = 'ui'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`
export const APP_PAGE = `${APP_ORIGIN}/`

/** Decided by the URL parser, never by how the text begins: `app://ui.evil/` and `app://ui@evil/` are not us. */
export function isAppUrl(text: string): boolean {
  const url = URL.parse(text)
  return (
    url !== null &&
    url.protocol === `${APP_SCHEME}:` &&
    url.host === APP_HOST &&
    url.username === '' &&
    url.password === ''
  )
}
