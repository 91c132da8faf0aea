/** Looks for secrets as they are and as they look in base64, hexadecimal and URLs. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where each trace was found; the secret itself is not repeated. */
export function tracesIn(
  folders: readonly string[],
  texts: Readonly<Record<string, string>>,
  secrets: readonly string[],
): string[] {
  const places: [string, Buffer][] = Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)])
  for (const folder of folders)
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const path = join(entry.parentPath, entry.name)
        places.push([path, readFileSync(path)])
      }
  return places.flatMap(([name, bytes]) =>
    secrets.some((secret) => spellings(secret).some((spelling) => bytes.includes(spelling))) ? [name] : [],
  )
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    // What stands before it in the same base64 text shifts its letters by none, one or two bytes; the edges, which
    // other bytes share, are left away.
    ...[0, 1, 2].flatMap((shift) => {
      const shifted = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64url')
      const inner = shifted.slice(shift === 0 ? 0 : 4, -4)
      return [inner, inner.replaceAll('-', '+').replaceAll('_', '/')]
    }),
  ]
}
