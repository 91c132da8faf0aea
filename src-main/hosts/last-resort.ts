import type { Logger } from 'pino'

/**
 * For errors that nobody handled: bugs, every one. A rejected promise is logged and the calls go on. After an
 * uncaught exception nothing can be trusted, so the host stops: calls that are up are hung up on the way out.
 */
export function installLastResort(log: Logger, stop: (exitCode: number) => void): void {
  process.on('unhandledRejection', (reason) => {
    log.fatal({ err: reason }, 'a promise failed and nobody handled it')
  })
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error reached nobody; Ridgeline stops')
    stop(1)
  })
}
