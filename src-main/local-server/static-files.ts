import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { pageAnswer } from './page-policy.ts'

export const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

export type StaticFiles = (path: string) => Response | null

/** Serves a fixed list of files read at start: a path is looked up, never joined. Unknown paths are screens of the window. */
export function staticFiles(folder: string): StaticFiles {
  const files = new Map<string, { body: Uint8Array<ArrayBuffer>; type: string }>()
  for (const file of walk(folder)) {
    const name = `/${relative(folder, file).split(sep).join('/')}`
    files.set(name, {
      body: new Uint8Array(readFileSync(file)),
      type: contentTypes[extname(file)] ?? 'application/octet-stream',
    })
  }
  return (path) => {
    const found = files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined)
    if (!found) return null
    return pageAnswer(found.body, found.type, "'self'")
  }
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}
