import type { OwnVoiceInput } from '../../src-preload/contract/own-voice.ts'
import type { RehearsalInput } from '../../src-preload/contract/rehearsals.ts'
import type { RehearsalReads } from '../adapters/sqlite/rehearsal-store.ts'
import type { OwnVoiceRehearsals } from '../core/campaign/own-voice-rehearsals.ts'
import type { Rehearsals } from '../core/campaign/rehearsals.ts'

export interface RehearsalAppParts {
  readonly rehearsals: Rehearsals
  readonly ownVoiceRehearsals: OwnVoiceRehearsals
  readonly rehearsalReads: RehearsalReads
}

/** Scripts tried out before anybody real is called. */
export function rehearsalApp({ rehearsals, ownVoiceRehearsals, rehearsalReads }: RehearsalAppParts) {
  return {
    homeowners: () => [...rehearsals.homeowners()],
    start: (input: RehearsalInput) => rehearsalReads.view(rehearsals.begin(input)),
    startOwnVoice: async (input: OwnVoiceInput) => rehearsalReads.view(await ownVoiceRehearsals.begin(input)),
    talk: (rehearsalId: string) => ownVoiceRehearsals.talk(rehearsalId),
    list: rehearsalReads.list,
    get: rehearsalReads.view,
  }
}
