import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

export const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** reliability.md section 3, item 7; styles are inline because Mantine sets custom properties on elements. */
const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; frame-src 'none'; frame-ancestors 'none'; object-src 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

export type StaticFiles = (path: string) => Response | null

/** Serves a fixed list of files read at start: a path is looked up, never joined. Unknown paths are screens of the window. */
export function staticFiles(folder: string): StaticFiles {
  const files = new Map<string, { body: Buffer; type: string }>()
  for (const file of walk(folder)) {
    const name = `/${relative(folder, file).split(sep).join('/')}`
    files.set(name, {
      body: readFileSync(file),
      type: contentTypes[extname(file)] ?? 'application/octet-stream',
    })
  }
  return (path) => {
    const found = files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined)
    if (!found) return null
    return new Response(new Uint8Array(found.body), {
      headers: { ...PAGE_HEADERS, 'content-type': found.type },
    })
  }
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}
