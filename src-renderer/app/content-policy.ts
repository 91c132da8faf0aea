/** What a browser with trusted types offers; others have no such object and enforce nothing. */
interface TrustedTypes {
  createPolicy(name: 'default', rules: { createHTML(text: string): string | null }): unknown
}

/** Of this answer of the page; style elements of the libraries carry it, or the browser ignores them. */
export const styleNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

/**
 * Before anything is rendered. Mantine and the wave form write style sheets as text into elements; such text is let
 * through, and any other markup is refused by the browser: a name or a transcript can never become an element.
 */
export function applyContentPolicy(page: Window & { trustedTypes?: TrustedTypes }): void {
  // The library that locks scrolling behind dialogs asks for the nonce here.
  Object.assign(page, { __webpack_nonce__: styleNonce() })
  page.trustedTypes?.createPolicy('default', { createHTML: (text) => (isHarmless(text) ? text : null) })
}

/** No element at all, or only boxes and style sheets without any attribute that could act or load something. */
export function isHarmless(text: string): boolean {
  const tags = text.match(/<[^>]*>?/g) ?? []
  return tags.every((tag) => /^<\/?(?:div|style)(?:\s+(?:class|part|nonce)="[\w\- ]*")*\s*>$/.test(tag))
}
