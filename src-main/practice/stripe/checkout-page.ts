import type { CheckoutSession, LineItem } from './checkout-session.ts'

/** The page a browser is sent to. It says plainly that no money moves. */
export function checkoutPage(session: CheckoutSession, items: readonly LineItem[]): string {
  const amount = (cents: number): string => `$${(cents / 100).toFixed(2)}`
  const rows = items
    .map(
      (item) =>
        `<li>${asHtml(item.description)} <strong>${amount(item.unitAmount * item.quantity)}</strong></li>`,
    )
    .join('')
  const button = (choice: string, label: string): string =>
    `<form method="post" action="/pay/${session.id}/${choice}"><button type="submit">${label}</button></form>`
  const choices =
    session.status === 'open'
      ? `${button('pay', `Pay ${amount(session.amount_total)}`)}${button('cancel', 'Cancel')}`
      : `<p>This session is ${session.status}.</p>`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Practice checkout</title>
<style>body{font:16px system-ui;max-width:28rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.7rem 1.4rem;margin:.3rem 0;width:100%}</style></head>
<body><main><h1>Practice checkout</h1><p>This page stands in for Stripe. No card is charged.</p><ul>${rows}</ul>${choices}</main></body></html>`
}

const asHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
