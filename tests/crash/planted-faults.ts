/**
 * Faults put into relay and desktop on purpose, to see that the suite notices. Nothing of them is in the product: the text of
 * one source file is changed while Node loads it, and a text that is no longer there fails the start.
 */
export interface PlantedFault {
  readonly file: string
  readonly replace: readonly (readonly [text: string, by: string])[]
}

export const PLANTED_FAULTS = {
  'commits-that-a-power-cut-takes-back': {
    file: 'cloud-relay/storage/database.ts',
    replace: [
      ["db.pragma('synchronous = FULL')", "db.pragma('synchronous = NORMAL')"],
      ['synchronous !== 2', 'synchronous !== 1'],
    ],
  },
  'an-answer-before-the-commit': {
    file: 'cloud-relay/webhooks/webhook-routes.ts',
    replace: [
      [
        'const { stored } = await store.append(event)',
        "void store.append(event).catch(() => undefined); const stored: string = 'new'",
      ],
    ],
  },
  'an-acknowledgement-before-the-commit': {
    file: 'src-main/adapters/relay/event-inbox.ts',
    replace: [
      [
        'if (commit(handler, seq, content)) {',
        'acknowledge(seq)\n      if (commit(handler, seq, content)) {',
      ],
    ],
  },
  'a-signature-that-is-not-looked-at': {
    file: 'cloud-relay/webhooks/signatures.ts',
    replace: [["verify(null, signed, scheme.publicKey, signatureBytes) ? 'genuine' : 'forged'", "'genuine'"]],
  },
  'a-lost-call-that-keeps-its-money': {
    file: 'src-main/core/call/recovery/lost-call.ts',
    replace: [
      ['const costCents = settleCall(ledger, callId, talkMs, nowMs)', 'const costCents = talkMs * 0'],
    ],
  },
  'a-dial-that-is-not-on-disk-before-it': {
    file: 'src-main/core/call/placing/commit-to-dial.ts',
    replace: [["{ status: 'dialing', startedAtMs: nowMs,", '{ startedAtMs: nowMs,']],
  },
} as const satisfies Record<string, PlantedFault>
export type PlantedFaultName = keyof typeof PLANTED_FAULTS
