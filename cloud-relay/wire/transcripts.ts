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
