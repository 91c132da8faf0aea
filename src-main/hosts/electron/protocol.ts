import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { protocol, type Session } from 'electron'
import { z } from 'zod'
import { pageAnswer, pageHeaders } from '../../local-server/page-policy.ts'
import { contentTypes } from '../../local-server/static-files.ts'
import { APP_SCHEME, isAppUrl } from './app-origin.ts'

/** The build lists the window's files with their digests; nothing else is ever served. */
const WindowFiles = z.record(z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/), z.string().regex(/^[0-9a-f]{64}$/))

/** Nothing remote and no network at all: data reaches the window over its port. */
const REACH = "'none'"
const ALONE = { 'cross-origin-opener-policy': 'same-origin' }

/** Before `ready`, or Electron ignores it. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ])
}

export function serveWindowFiles(session: Session, root: string): void {
  const files = readWindowFiles(root)
  session.protocol.handle(APP_SCHEME, (request) => answer(request, files))
}

interface WindowFile {
  readonly body: Uint8Array<ArrayBuffer>
  readonly type: string
}

/** A request names a file of the list or nothing: its path is looked up, never joined to a folder. */
function answer(request: Request, files: ReadonlyMap<string, WindowFile>): Response {
  if (request.method !== 'GET' || !isAppUrl(request.url)) return refusal(403)
  const { pathname } = new URL(request.url)
  const file = files.get(pathname === '/' ? '/index.html' : pathname)
  if (!file) return refusal(404)
  const found = pageAnswer(file.body, file.type, REACH)
  for (const [name, value] of Object.entries(ALONE)) found.headers.set(name, value)
  return found
}

const refusal = (status: 403 | 404) =>
  new Response(null, { status, headers: { ...pageHeaders(REACH, null), ...ALONE } })

function readWindowFiles(root: string): Map<string, WindowFile> {
  const listed = WindowFiles.parse(
    JSON.parse(readFileSync(join(root, 'out', 'window-files.json'), 'utf8')) as unknown,
  )
  return new Map(
    Object.entries(listed).map(([name, digest]) => {
      const body = new Uint8Array(readFileSync(join(root, 'out', 'renderer', ...name.split('/'))))
      if (createHash('sha256').update(body).digest('hex') !== digest)
        throw new Error(`Ridgeline is damaged: ${name} is not the file that was built. Install it again.`)
      return [`/${name}`, { body, type: contentTypes[extname(name)] ?? 'application/octet-stream' }]
    }),
  )
}
