import { expect, it } from 'vitest'
import { startHost } from './running-host.ts'

it('Ridgeline is ready within twenty seconds of a warm build', async () => {
  const host = await startHost()
  await host.stop()
  expect(host.startedInMs).toBeLessThan(20_000)
})
