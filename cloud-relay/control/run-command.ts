/** `npm run relay -- devices`, `remove ID`, `pair`, `change-key`: asked of the running relay, else done on its folder. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../clock.ts'
import { devicesIn } from '../desktop-link/devices.ts'
import { relayKeysIn } from '../desktop-link/relay-key.ts'
import { SettingsFailure } from '../settings-failure.ts'
import { openDatabase } from '../storage/database.ts'
import { unreachable } from '../unreachable.ts'
import type { ControlAnswer, ControlRequest } from './control-messages.ts'
import { askRunningRelay } from './control-socket.ts'
import { relayAdmin } from './relay-admin.ts'

/** Answers what to print. */
export async function runCommand(dataDir: string, request: ControlRequest): Promise<string> {
  const answer = (await askRunningRelay(dataDir, request)) ?? answerFromFolder(dataDir, request)
  if (!answer.ok) throw new SettingsFailure(answer.problem)
  return wordsOf(answer)
}

function answerFromFolder(dataDir: string, request: ControlRequest): ControlAnswer {
  if (!existsSync(join(dataDir, 'relay.db')))
    return { ok: false, problem: `There is no relay in ${dataDir}: give its folder by --data-dir.` }
  const db = openDatabase(dataDir)
  try {
    const devices = devicesIn(db)
    return relayAdmin({
      devices,
      relayKeys: relayKeysIn(dataDir, db),
      clock: systemClock,
      remove: (deviceId) => devices.remove(deviceId, systemClock.wallMs()).length > 0,
      renewCode: undefined,
      connectedDeviceId: () => null,
    })(request)
  } finally {
    db.close()
  }
}

function wordsOf(answer: Extract<ControlAnswer, { ok: true }>): string {
  switch (answer.type) {
    case 'devices': {
      if (answer.devices.length === 0) return 'No computer is paired.'
      const lines = answer.devices.map(({ device_id, name, paired_at, last_seen_at, admitted_by }) =>
        [
          device_id,
          JSON.stringify(name),
          `paired ${paired_at}`,
          admitted_by ? `let in by ${admitted_by}` : 'let in by the code of the relay',
          device_id === answer.connected ? 'connected' : `last seen ${last_seen_at ?? 'never'}`,
        ].join('  '),
      )
      return lines.join('\n')
    }
    case 'removed':
      return answer.left > 0
        ? `Removed ${JSON.stringify(answer.name)} (${answer.device_id}).`
        : `Removed ${JSON.stringify(answer.name)} (${answer.device_id}). No computer is paired now: "pair" prints a code.`
    case 'code':
      return answer.code
    case 'key-changed':
      return `The relay has a new key, ${answer.fingerprint}. Paired computers follow by themselves; a pairing code made before is void.`
    default:
      return unreachable(answer)
  }
}
