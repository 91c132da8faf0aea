import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuseState, FuseV1Options, FuseVersion } from '@electron/fuses'
import { describe, expect, it } from 'vitest'
import { wrongFuses } from '../../../scripts/fuses.mjs'
import { root } from '../../doubles/electron/start-host.ts'

const NODE = process.platform === 'win32' ? 'node.exe' : 'node'

interface Configuration {
  electronFuses: Record<string, boolean>
  files: (string | object)[]
  asar: boolean
  win: { verifyUpdateCodeSignature: boolean }
  mac: Record<string, string>
  linux: Record<string, string>
}
const config = createRequire(import.meta.url)(join(root, 'electron-builder.config.cjs')) as Configuration

/** As flipped: what a locked-down program says of itself. */
const GOLDEN = {
  version: FuseVersion.V1,
  [FuseV1Options.RunAsNode]: FuseState.DISABLE,
  [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
  [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
  [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
} as const

describe('the fuses of an installed Ridgeline', () => {
  it('are the golden list', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  it('leave only the handling of WebAssembly traps undecided', () => {
    const known = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)))
    expect(known.length - Object.keys(config.electronFuses).length).toBe(1)
    expect(known).toContain('WasmTrapHandlers')
  })

  it('are read back from the packed program', async () => {
    expect(await wrongFuses('ridgeline', async () => GOLDEN as never)).toEqual([])
    const open = { ...GOLDEN, [FuseV1Options.RunAsNode]: FuseState.ENABLE }
    expect(await wrongFuses('ridgeline', async () => open as never)).toEqual(['RunAsNode is not off.'])
    const unread = { ...GOLDEN, [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.INHERIT }
    expect(await wrongFuses('ridgeline', async () => unread as never)).toEqual([
      'OnlyLoadAppFromAsar is not on.',
    ])
  })
})

describe('the installer', () => {
  it('carries only what was built and what that needs', () => {
    expect(config.asar).toBe(true)
    expect(config.files.filter((entry) => typeof entry === 'string')).toEqual([
      'out/**',
      'resources/**',
      'package.json',
      '!**/*.map',
    ])
  })

  it('keeps the check of signatures on', () => {
    expect(config.win.verifyUpdateCodeSignature).toBe(true)
    const sources = readFileSync(join(root, 'package.json'), 'utf8')
    expect(sources).not.toContain('electron-updater')
  })

  it('finds its icons and entitlements', () => {
    for (const path of [
      config.mac.icon,
      config.mac.entitlements,
      config.mac.entitlementsInherit,
      config.linux.icon,
    ])
      expect(existsSync(join(root, path ?? 'missing'))).toBe(true)
  })

  it('is refused in one sentence where the program of Electron cannot be had', () => {
    // A copy that has its dependencies but for Electron: the command must not install anything into this tree.
    const copy = mkdtempSync(join(tmpdir(), 'ridgeline-dist-'))
    try {
      mkdirSync(join(copy, 'scripts'))
      for (const name of ['dist.mjs', 'launch.mjs', 'electron-binary.mjs'])
        copyFileSync(join(root, 'scripts', name), join(copy, 'scripts', name))
      writeFileSync(join(copy, 'package-lock.json'), '{}')
      mkdirSync(join(copy, 'node_modules', 'node', 'bin'), { recursive: true })
      writeFileSync(join(copy, 'node_modules', '.package-lock.json'), '{}')
      symlinkSync(process.execPath, join(copy, 'node_modules', 'node', 'bin', NODE))
      const { status, stderr } = spawnSync(process.execPath, [join(copy, 'scripts', 'dist.mjs')], {
        cwd: copy,
        encoding: 'utf8',
        // Nothing may be installed by a test, whatever the launcher comes to think of.
        env: { PATH: '' },
      })
      expect(status).toBe(1)
      expect(stderr.trim().split('\n').at(-1)).toBe(
        "Installers cannot be made here: Electron's program is not installed and could not be fetched from GitHub.",
      )
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  })
})
