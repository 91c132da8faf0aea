import { resolve } from 'node:path'
import { parseStartArguments, type StartArguments } from '../arguments.ts'

/** Chromium's own switches that a person may pass beside ours; they are not for us to read. */
const CHROMIUM =
  /^(--(password-store|ozone-platform|ozone-platform-hint|disable-gpu|force-device-scale-factor|lang|original-process-start-time)(=|$)|-psn_)/

/** An installed program is called with its arguments; Electron itself with its own, the app's folder, then ours. */
export function startArguments(
  argv: readonly string[],
  appFolder: string | null,
  variables: Record<string, string | undefined>,
): StartArguments {
  const given = argv.slice(1)
  const before = appFolder === null ? -1 : given.findIndex((arg) => resolve(arg) === resolve(appFolder))
  return parseStartArguments(
    given.slice(before + 1).filter((arg) => !CHROMIUM.test(arg)),
    variables,
  )
}
