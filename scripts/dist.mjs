// npm run dist: installers for this platform in dist/, their fuses read back before anybody gets them.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { electronBinary } from './electron-binary.mjs'
import { ensureBuild, ensureDependencies, fail, root, runSync, say } from './launch.mjs'

if (process.argv[2] === 'checking') await checkFuses()
else await makeInstallers()

async function makeInstallers() {
  ensureDependencies()
  const program = await electronBinary()
  if (!program)
    fail(
      "Installers cannot be made here: Electron's program is not installed and could not be fetched from GitHub.",
    )
  ensureBuild()
  const builder = join('node_modules', 'electron-builder', 'cli.js')
  const { status } = runSync([builder, '--config', 'electron-builder.config.cjs', '--publish', 'never'])
  if (status !== 0) fail('The installers could not be made. The messages above say why.')
  // The tools of the build need Node 24, whichever Node runs this script.
  const { status: checked } = runSync([join('scripts', 'dist.mjs'), 'checking'])
  if (checked !== 0)
    fail('The packed program is not locked down as decided, so its installers must not be used.')
  say('The installers are in dist/.')
}

async function checkFuses() {
  const { wrongFuses } = await import('./fuses.mjs')
  const programs = packedPrograms()
  if (programs.length === 0) fail(`No packed program was found in ${join(root, 'dist')}.`)
  const wrong = (await Promise.all(programs.map((program) => wrongFuses(program)))).flat()
  for (const sentence of wrong) say(sentence)
  process.exit(wrong.length === 0 ? 0 : 1)
}

function packedPrograms() {
  const dist = join(root, 'dist')
  const candidates = readdirSync(dist).flatMap((name) => [
    join(dist, name, 'ridgeline'),
    join(dist, name, 'Ridgeline.exe'),
    join(dist, name, 'Ridgeline.app'),
  ])
  return candidates.filter((path) => existsSync(path))
}
