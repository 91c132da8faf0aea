/** Stripe's bracketed form encoding: `metadata[a]=b`, `line_items[0][price_data][currency]=usd`. */
export type FormValue = string | { readonly [key: string]: FormValue }

export function parseForm(body: string): Readonly<Record<string, FormValue>> {
  const root: Record<string, FormValue> = {}
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.replaceAll(']', '').split('[')
    let at: Record<string, FormValue> = root
    for (const key of path.slice(0, -1)) {
      const next = at[key]
      const branch: Record<string, FormValue> =
        typeof next === 'object' ? (next as Record<string, FormValue>) : {}
      at[key] = branch
      at = branch
    }
    at[path.at(-1) ?? ''] = value
  }
  return root
}

export const asRecord = (value: FormValue | undefined): Readonly<Record<string, FormValue>> =>
  typeof value === 'object' ? value : {}

export const asText = (value: FormValue | undefined): string | null =>
  typeof value === 'string' ? value : null

export const asStrings = (value: FormValue | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(asRecord(value)).flatMap(([key, item]) => (typeof item === 'string' ? [[key, item]] : [])),
  )
