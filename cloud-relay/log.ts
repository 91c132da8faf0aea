/** JSON lines on stderr. Fields are counts, codes and our own ids: never a number, a name, a body, a header or a token. */
import pino from 'pino'

export type LogFields = Readonly<Record<string, string | number | boolean>>

export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

export function stderrLog(): Log {
  const logger = pino({ base: { service: 'relay' } }, pino.destination({ dest: 2, sync: true }))
  return {
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  }
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** What may be said of an unexpected failure: its kind, not its text, which may quote what it failed on. */
export function failureKind(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown'
  return 'code' in cause && typeof cause.code === 'string' ? `${cause.name}:${cause.code}` : cause.name
}
