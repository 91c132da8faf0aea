import { randomBytes } from 'node:crypto'

/** Where the built page has its nonce; every answer fills in a new one. */
export const NONCE_PLACE = '__CSP_NONCE__'

/**
 * How a file of the window is answered (reliability.md section 3, item 7): nothing inline but style elements that
 * carry this answer's nonce, and no text becomes markup but through the window's own policy for it.
 * `connect` is where the page may reach: its own server for a browser, nowhere in the desktop program.
 */
export function pageAnswer(
  body: Uint8Array<ArrayBuffer>,
  type: string,
  connect: "'self'" | "'none'",
): Response {
  const nonce = randomBytes(16).toString('base64url')
  const isPage = type.startsWith('text/html')
  return new Response(isPage ? new TextDecoder().decode(body).replaceAll(NONCE_PLACE, nonce) : body, {
    headers: { ...pageHeaders(connect, isPage ? nonce : null), 'content-type': type },
  })
}

export const pageHeaders = (connect: "'self'" | "'none'", nonce: string | null): Record<string, string> => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === null ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
})
