/** The price list. It lives with the relay, so that a desktop can name a bundle but never a price. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { SettingsFailure } from '../settings-failure.ts'

export const Bundle = z.object({
  bundle_id: z.string().regex(/^[a-z0-9_-]{1,40}$/),
  name: z.string().min(1).max(80),
  minutes: z.int().min(1).max(1_000_000),
  price_cents: z.int().min(50).max(10_000_000),
  currency: z.string().regex(/^[a-z]{3}$/),
})
export type Bundle = z.infer<typeof Bundle>

const PriceList = z.object({ bundles: z.array(Bundle).max(50) })

/** `bundles.json` in the data folder, or the file that was named. Without either nothing is sold. */
export function readBundles(dataDir: string, named: string | undefined): readonly Bundle[] {
  const file = named ?? join(dataDir, 'bundles.json')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if (named === undefined && isMissing(cause)) return []
    throw new SettingsFailure(`The bundles file ${file} could not be read.`)
  }
  const list = PriceList.safeParse(parsed(text))
  if (!list.success)
    throw new SettingsFailure(`The bundles file ${file} is wrong: ${firstIssue(list.error)}.`)
  const ids = list.data.bundles.map(({ bundle_id }) => bundle_id)
  if (new Set(ids).size !== ids.length)
    throw new SettingsFailure(`The bundles file ${file} has two bundles with one bundle_id.`)
  return list.data.bundles
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const firstIssue = ({ issues }: z.ZodError): string =>
  `${issues[0]?.path.join('.') || 'it'}: ${issues[0]?.message ?? 'unreadable'}`

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
