import { withFacts } from './homeowners/character.ts'
import type { Directory } from './homeowners/directory.ts'
import { pauseMs } from './loopback/faulty-http.ts'
import type { Studio } from './voices/studio.ts'

/** Speaks what everybody in the directory says on picking up. Later lines are spoken while the agent talks. */
export async function prepareLines(studio: Studio, directory: Directory): Promise<void> {
  for (const { character, facts } of directory.all()) {
    const line = character.kind === 'machine' ? character.announcement : character.opening
    // A line that fails here fails again, and is reported, when it is needed.
    await studio.speak(character.voice, withFacts(line, facts)).catch(() => null)
    await pauseMs(20)
  }
}
