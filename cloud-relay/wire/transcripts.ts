/** The exact bytes both ends sign, so that an answer to one question never answers another. */

export type Role = 'desktop' | 'relay'

export interface SessionFacts {
  readonly host: string
  readonly deviceId: string
  readonly relayFingerprint: string
  readonly deviceNonce: string
  readonly relayNonce: string
  readonly logId: string
}

export function sessionTranscript(role: Role, facts: SessionFacts): Buffer {
  const { host, deviceId, relayFingerprint, deviceNonce, relayNonce, logId } = facts
  return Buffer.from(
    JSON.stringify(['RL1-session', role, host, deviceId, relayFingerprint, deviceNonce, relayNonce, logId]),
  )
}

export interface PairingFacts {
  readonly host: string
  readonly deviceKey: string
  readonly deviceName: string
  readonly relayKey: string
  readonly deviceNonce: string
  readonly relayNonce: string
}

export function pairingTranscript(role: Role, facts: PairingFacts): Buffer {
  const { host, deviceKey, deviceName, relayKey, deviceNonce, relayNonce } = facts
  return Buffer.from(
    JSON.stringify(['RL1-pair', role, host, deviceKey, deviceName, relayKey, deviceNonce, relayNonce]),
  )
}

/** What a paired computer signs to let a key in: another computer's, or its own next one. */
export interface AdmissionFacts {
  readonly deviceKey: string
  readonly deviceName: string
  readonly admittedBy: string
  readonly isSuccessor: boolean
}

export function admissionTranscript(facts: AdmissionFacts): Buffer {
  const { deviceKey, deviceName, admittedBy, isSuccessor } = facts
  return Buffer.from(JSON.stringify(['RL1-admit', deviceKey, deviceName, admittedBy, isSuccessor]))
}

export const successionTranscript = (relayKey: string, nextKey: string): Buffer =>
  Buffer.from(JSON.stringify(['RL1-relay-key', relayKey, nextKey]))
