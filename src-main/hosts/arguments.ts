import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf } from '../core/message-of.ts'

export interface StartArguments {
  readonly headless: boolean
  readonly open: boolean
  readonly port: number
  readonly dataFolder: string
  readonly wishedMode: 'practice' | 'live' | null
}

/** One sentence that names the flag and what is wrong with it. */
export class WrongArguments extends Error {}

/** Flags of `npm start`, see design section 4. Throws WrongArguments with one sentence. */
export function parseStartArguments(
  args: readonly string[],
  variables: Record<string, string | undefined>,
): StartArguments {
  const { values } = readFlags(args)
  if (values.practice && values.live) throw new WrongArguments('Choose one of --practice and --live.')
  const port = Number(values.port ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new WrongArguments('--port must be a number from 0 to 65535.')
  return {
    headless: values.headless ?? false,
    open: !values['no-open'],
    port,
    dataFolder: resolve(values['data-dir'] ?? defaultDataFolder(variables)),
    wishedMode: values.practice ? 'practice' : values.live ? 'live' : null,
  }
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        headless: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        practice: { type: 'boolean' },
        live: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new WrongArguments(messageOf(error))
  }
}

/** Where each platform keeps application data. */
export function defaultDataFolder(variables: Record<string, string | undefined>): string {
  if (process.platform === 'win32') return join(variables.APPDATA ?? homedir(), 'Ridgeline')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Ridgeline')
  return join(variables.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'ridgeline')
}
