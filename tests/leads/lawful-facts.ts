import { join } from 'node:path'
import { loadZoneTables } from '../../src-main/adapters/phone-numbers/load-zone-tables.ts'
import { type CallingHours, callingHours } from '../../src-main/core/compliance/calling-hours.ts'
import type { ConsentRecord } from '../../src-main/core/compliance/consent.ts'
import { mayCall } from '../../src-main/core/compliance/gate.ts'
import { defaultOwnRules, type GateFacts } from '../../src-main/core/compliance/gate-facts.ts'
import { placeOf } from '../../src-main/core/compliance/place.ts'
import { KNOWN_STATES } from '../../src-main/core/compliance/state-hours.ts'
import { emptyProfile } from '../../src-main/core/contractor.ts'

export const tables = loadZoneTables(join(import.meta.dirname, '../../resources/compliance'))
export const HOUR = 3_600_000
export const DAY = 24 * HOUR
/** 10:30 in Texas. */
export const TUESDAY = Date.UTC(2026, 10, 24, 16, 30)
const WIDE = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, { from: '00:00', to: '24:00' }]),
)
export const defaultHours = callingHours(emptyProfile.calling_windows)
export const wideHours = callingHours(WIDE)

export const consent: ConsentRecord = {
  consentId: 'consent_1',
  phone: '+15125550101',
  coversAiCalls: true,
  coversTexts: false,
  capturedAtMs: TUESDAY - 7 * DAY,
  channel: 'web',
  seller: 'Summit Ridge Roofing LLC',
  textShown: 'I agree to calls with an artificial voice.',
  pageUrl: 'https://summitridge.example',
  ip: '203.0.113.20',
  signature: 'Ann Lee',
  importedFrom: 'export.csv, line 2',
}
export const lawful: GateFacts = {
  nowMs: TUESDAY,
  phone: '+15125550101',
  phoneKind: 'ordinary',
  place: placeOf(tables, { state: 'TX', zip: '78745' }, '+15125550101'),
  legalName: 'Summit Ridge Roofing LLC',
  confirmedStates: [...KNOWN_STATES],
  consents: [consent],
  suppression: null,
  callerId: '+15125550199',
  callbackNumber: '+15125550198',
  rules: defaultOwnRules,
  registries: [],
  reassigned: null,
  attemptsMs: [],
  inspectionAtMs: null,
  refusal: null,
}
export const judge = (changes: Partial<GateFacts>, hours: CallingHours = defaultHours) =>
  mayCall({ ...lawful, ...changes }, hours)
export const codes = (changes: Partial<GateFacts>, hours: CallingHours = defaultHours) =>
  judge(changes, hours).reasons.map(({ code }) => code)
/** A place without the Texan area code in it. */
export const only = (state: string, zip: string) => ({
  place: placeOf(tables, { state, zip }, '+10005550101'),
})
