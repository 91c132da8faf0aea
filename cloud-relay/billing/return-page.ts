/** Where Stripe sends the browser afterwards. It credits nothing: only a verified webhook does. */
import { Hono } from 'hono'

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ridgeline</title>
<style>body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem}</style>
<h1>You can return to Ridgeline</h1>
<p>If you paid, your minutes appear in the wallet within a few seconds; if you canceled, nothing was charged. You may close this page.</p>
</html>
`

export function billingReturnPage(): Hono {
  const route = new Hono()
  route.get('/return', (c) => {
    c.header(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    )
    c.header('Referrer-Policy', 'no-referrer')
    c.header('X-Content-Type-Options', 'nosniff')
    return c.html(PAGE)
  })
  return route
}
