import { describe, expect, it } from 'vitest'
import { NONCE_PLACE, pageAnswer } from './page-policy.ts'

const page = new TextEncoder().encode(`<meta property="csp-nonce" nonce="${NONCE_PLACE}" />`)
const policyOf = (answer: Response) => answer.headers.get('content-security-policy') ?? ''

describe('a file of the window', () => {
  it('comes with a policy without exceptions for anything inline, and with trusted types', () => {
    const policy = policyOf(pageAnswer(page, 'text/html; charset=utf-8', "'self'"))
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("default-src 'none'; script-src 'self'; ")
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types default")
    expect(policyOf(pageAnswer(page, 'text/html', "'none'"))).toContain("connect-src 'none'")
  })

  it('carries, when it is the page, a nonce that its style elements need and that no other answer has', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const answer = pageAnswer(page, 'text/html; charset=utf-8', "'self'")
        const nonce = /nonce="([\w-]{22})"/.exec(await answer.text())?.[1]
        expect(policyOf(answer)).toContain(`style-src 'self' 'nonce-${nonce}'`)
        return nonce
      }),
    )
    expect(new Set(nonces).size).toBe(2)
  })

  it('is otherwise the file as it was built, and allows no inline style at all', async () => {
    const answer = pageAnswer(page, 'text/css; charset=utf-8', "'self'")
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(page)
    expect(policyOf(answer)).toContain("style-src 'self'; ")
  })
})
