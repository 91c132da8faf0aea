/** What the operator may do on the relay's host, whether the relay runs or not. */
import type { Clock } from '../clock.ts'
import { toPairedDevice } from '../desktop-link/device-desk.ts'
import type { Devices } from '../desktop-link/devices.ts'
import type { RelayKeys } from '../desktop-link/relay-key.ts'
import { unreachable } from '../unreachable.ts'
import type { ControlAnswer, ControlRequest } from './control-messages.ts'

export interface RelayAdminParts {
  readonly devices: Devices
  readonly relayKeys: RelayKeys
  readonly clock: Clock
  /** Answers whether there was such a computer. */
  readonly remove: (deviceId: string) => boolean
  /** Null while a computer is paired. Undefined where no relay runs that could honour a code. */
  readonly renewCode: (() => string | null) | undefined
  readonly connectedDeviceId: () => string | null
}

/** So much of an id as tells one computer from another may be given. */
const SHORTEST_ID = 4

export function relayAdmin(parts: RelayAdminParts): (request: ControlRequest) => ControlAnswer {
  const { devices, relayKeys, clock } = parts

  function remove(id: string): ControlAnswer {
    const wanted = id.toUpperCase()
    const found = devices
      .list()
      .filter(({ deviceId, removedAtMs }) => removedAtMs === null && deviceId.startsWith(wanted))
    const [device] = found
    if (wanted.length < SHORTEST_ID || found.length > 1)
      return { ok: false, problem: 'Give more of the id: it must name one computer.' }
    if (!device || !parts.remove(device.deviceId))
      return { ok: false, problem: 'No paired computer has that id.' }
    return { ok: true, type: 'removed', device_id: device.deviceId, name: device.name, left: devices.count() }
  }

  function pair(): ControlAnswer {
    if (!parts.renewCode) return { ok: false, problem: 'Start the relay: it prints a code by itself.' }
    const code = parts.renewCode()
    if (code) return { ok: true, type: 'code', code }
    return {
      ok: false,
      problem:
        'A computer is paired already. It makes the code for the next one: Settings, Relay. If it is lost, remove it first.',
    }
  }

  return (request) => {
    switch (request.command) {
      case 'devices': {
        const list = devices
          .list()
          .filter(({ removedAtMs }) => removedAtMs === null)
          .map(toPairedDevice)
        return { ok: true, type: 'devices', connected: parts.connectedDeviceId(), devices: list }
      }
      case 'remove':
        return remove(request.device_id)
      case 'pair':
        return pair()
      case 'change-key':
        return { ok: true, type: 'key-changed', fingerprint: relayKeys.change(clock.wallMs()).fingerprint }
      default:
        return unreachable(request)
    }
  }
}
