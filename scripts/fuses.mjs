// Reads the fuses of a packed program and compares them with what the configuration decided.
import { createRequire } from 'node:module'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'

const { electronFuses } = createRequire(import.meta.url)('../electron-builder.config.cjs')

/** The configuration's names by Electron's own. */
const NAMES = {
  RunAsNode: 'runAsNode',
  EnableCookieEncryption: 'enableCookieEncryption',
  EnableNodeOptionsEnvironmentVariable: 'enableNodeOptionsEnvironmentVariable',
  EnableNodeCliInspectArguments: 'enableNodeCliInspectArguments',
  EnableEmbeddedAsarIntegrityValidation: 'enableEmbeddedAsarIntegrityValidation',
  OnlyLoadAppFromAsar: 'onlyLoadAppFromAsar',
  LoadBrowserProcessSpecificV8Snapshot: 'loadBrowserProcessSpecificV8Snapshot',
  GrantFileProtocolExtraPrivileges: 'grantFileProtocolExtraPrivileges',
}

/** Sentences about fuses that are not as decided; none when all are. `read` is replaced in tests. */
export async function wrongFuses(program, read = getCurrentFuseWire) {
  const wire = await read(program)
  return Object.entries(NAMES).flatMap(([fuse, name]) => {
    const wanted = electronFuses[name] ? FuseState.ENABLE : FuseState.DISABLE
    return wire[FuseV1Options[fuse]] === wanted
      ? []
      : [`${fuse} is not ${electronFuses[name] ? 'on' : 'off'}.`]
  })
}
