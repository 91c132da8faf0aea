import type { MessageSender } from '../loopback/faulty-socket.ts'

/** Documents and types disagree on some names; clients should understand both. */
export interface VoiceSettings {
  /** `docs`: `is_final`, `charsDurationsMs`, `context_id`, and a stray `flush_done`. */
  dialect: 'sdk' | 'docs'
  /** How a socket without a valid key fails: at the upgrade, or with an error frame after it. */
  badKey: 'upgrade' | 'frame'
}

export function inDialect(sender: MessageSender, settings: VoiceSettings): MessageSender {
  return {
    send(message) {
      if (settings.dialect === 'sdk') return sender.send(message)
      const { isFinal, contextId, ...rest } = message as Record<string, unknown>
      if (isFinal === true) sender.send({ type: 'flush_done' })
      sender.send({
        ...rest,
        ...('alignment' in rest && {
          alignment: renamed(rest.alignment),
          normalizedAlignment: renamed(rest.alignment),
        }),
        ...(isFinal === true && { is_final: true }),
        ...(contextId !== undefined && { context_id: contextId }),
      })
    },
  }
}

function renamed(alignment: unknown): unknown {
  if (typeof alignment !== 'object' || alignment === null) return alignment
  const { charDurationsMs, ...times } = alignment as Record<string, unknown>
  return { ...times, charsDurationsMs: charDurationsMs }
}
