import type { ComputerView } from '../../src-preload/contract/relay-access.ts'
import { type DoubleState, found } from './double-state.ts'
import { double } from './implemented.ts'

const done = { ok: true as const }

export function relayPart(state: DoubleState) {
  const at = (daysAgo: number) => new Date(state.morningMs - daysAgo * 86_400_000).toISOString()
  let computers: ComputerView[] = [
    {
      computer_id: 'LAPTOPAAAAAAAAAAAAAAAAAAAA',
      name: 'Laptop of the owner',
      paired_at: at(12),
      last_seen_at: at(1),
      is_this: false,
      let_in_by: 'computer',
      let_in_by_name: 'Front office',
    },
    {
      computer_id: 'OFFICEAAAAAAAAAAAAAAAAAAAA',
      name: 'Front office',
      paired_at: at(80),
      last_seen_at: at(0),
      is_this: true,
      let_in_by: 'relay_code',
      let_in_by_name: null,
    },
  ]
  return {
    relay: {
      computers: double.relay.computers.handler(() => ({ items: computers, next_cursor: null })),
      pairingCode: double.relay.pairingCode.handler(() => ({
        code: `${'A2'.repeat(13)}-${'B3'.repeat(13)}`,
        relay_url: 'https://relay.example.com',
        expires_at: new Date(state.now() + 900_000).toISOString(),
      })),
      withdrawPairingCode: double.relay.withdrawPairingCode.handler(() => done),
      remove: double.relay.remove.handler(({ input }) => {
        const gone = found(
          computers.find(({ computer_id }) => computer_id === input.computer_id),
          'paired computer',
        )
        computers = computers.filter((each) => each !== gone)
        return done
      }),
      changeKey: double.relay.changeKey.handler(() => done),
      connect: double.relay.connect.handler(() => done),
    },
  }
}
