/** The sound of a call through relay and link, and what survives a cut. */
import { describe, expect, it } from 'vitest'
import { eventually } from '../../../cloud-relay/testing/eventually.ts'
import { testCarrier } from '../../../cloud-relay/testing/relay-under-test.ts'
import { Ears, frame, linkedDesktopsPerTest, never, online } from '../../../tests/fixtures/linked-desktops.ts'
import { memory } from './testing/link-surroundings.ts'

const world = linkedDesktopsPerTest()

describe('a call', () => {
  it('is carried both ways', async () => {
    const { office, ears, carrier } = await world().call()
    for (let chunk = 1; chunk <= 5; chunk++) carrier.media(chunk, frame(chunk))
    await eventually('five frames', () => ears.audio.length === 5)
    expect(ears.audio.map(({ first }) => first)).toEqual([1, 2, 3, 4, 5])
    expect(ears.audio.map(({ offsetMs }) => offsetMs)).toEqual([0, 20, 40, 60, 80])
    const stream = office.link.stream('call_1')
    stream.sendAudio(frame(9))
    stream.sendMark('said')
    await eventually('audio and mark', () => carrier.heard.length === 2)
    expect(carrier.heard[0]).toEqual({
      event: 'media',
      media: { payload: Buffer.from(frame(9)).toString('base64') },
    })
    carrier.send({ event: 'mark', stream_id: 's-1', mark: { name: 'said' } })
    carrier.send({ event: 'dtmf', stream_id: 's-1', dtmf: { digit: '1' } })
    carrier.send({ event: 'stop' })
    await eventually('stopped', () => ears.log.length === 4)
    expect(ears.log).toEqual(['started v3:test PCMU', 'mark said', 'digit 1', 'stopped carrier-stopped'])
  })

  it('hears a clear before audio that was queued ahead of it', async () => {
    const { office, carrier } = await world().call()
    const stream = office.link.stream('call_1')
    for (let n = 0; n < 50; n++) stream.sendAudio(frame(n))
    stream.clear()
    stream.sendAudio(frame(77))
    await eventually('clear and audio', () => carrier.heard.length === 2)
    expect(carrier.heard.map(({ event }) => event)).toEqual(['clear', 'media'])
  })

  it('loses no digit, mark or clear in a cut, and catches up the homeowner’s words', async () => {
    const { office, ears, carrier } = await world().call()
    const stream = office.link.stream('call_1')
    carrier.media(1, frame(1))
    await eventually('first audio', () => ears.audio.length === 1)
    world().proxy.refuse(true)
    world().proxy.cut()
    await eventually('offline', () => office.link.state().status === 'offline')
    for (let chunk = 2; chunk <= 10; chunk++) carrier.media(chunk, frame(chunk))
    carrier.send({ event: 'dtmf', dtmf: { digit: '5' } })
    stream.clear()
    stream.sendAudio(frame(9))
    world().proxy.refuse(false)
    office.link.retryNow()
    await eventually('ten frames', () => ears.audio.length === 10)
    await eventually('the clear', () => carrier.heard.length === 1)
    expect(ears.audio.map(({ first }) => first)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(ears.log).toEqual(['started v3:test PCMU', 'broke', 'resumed', 'digit 5'])
    expect(carrier.heard).toEqual([{ event: 'clear' }])
  })

  it('notices that the link has gone dead without a word, by what a link with a call on it listens for', async () => {
    const { office } = await world().call()
    await eventually('settled', () => office.link.state().status === 'online')
    world().proxy.swallow(true)
    // Two seconds where nothing else is done (heartbeat.test.ts); without a call on it a link takes 45.
    await eventually('offline', () => office.link.state().status === 'offline')
    world().proxy.swallow(false)
    world().proxy.cut()
    await online(office)
  })

  it('continues on a new carrier socket, which needs a new token', async () => {
    const { office, ears, carrier, ticket } = await world().call()
    await expect(testCarrier(ticket.streamUrl, ticket.authToken)).rejects.toThrow('401')
    const again = await office.link.openStream('call_1', ears, never)
    const second = await testCarrier(again.streamUrl, again.authToken, 'v3:test')
    second.start()
    await eventually('started again', () => ears.log.length === 3)
    expect(ears.log).toEqual(['started v3:test PCMU', 'stopped replaced', 'started v3:test PCMU'])
    office.link.stream('call_1').sendAudio(frame(3))
    await eventually('audio on the new socket', () => second.heard.length === 1)
    expect(carrier.heard).toEqual([])
  })

  it('ends at the carrier when the desktop closes it', async () => {
    const { office, carrier } = await world().call()
    office.link.stream('call_1').close()
    await eventually('closed', () => carrier.socket.readyState === carrier.socket.CLOSED)
  })

  it('of a desktop that has died is not left open when another takes its place', async () => {
    const kept = memory()
    const { office, carrier } = await world().call(kept)
    await office.link.close()
    expect(carrier.socket.readyState).toBe(carrier.socket.OPEN)
    await online(world().desktop(kept, undefined))
    await eventually('closed', () => carrier.socket.readyState === carrier.socket.CLOSED)
  })

  it('hears that the relay restarted', async () => {
    const { ears } = await world().call()
    await world().relay.stop()
    await world().relay.start()
    await eventually('stopped', () => ears.log.some((line) => line.startsWith('stopped')))
  })

  it('in A-law reaches the desktop as μ-law, and one in another codec is refused', async () => {
    const office = world().desktop()
    await online(office)
    const ears = new Ears()
    const first = await office.link.openStream('call_1', ears, never)
    const carrier = await testCarrier(first.streamUrl, first.authToken)
    carrier.start({ encoding: 'PCMA', sample_rate: 8_000 })
    carrier.media(1, frame(0xd5))
    await eventually('audio', () => ears.audio.length === 1)
    expect(ears.audio[0]?.first).toBe(0xfe)
    const second = await office.link.openStream('call_2', ears, never)
    const wide = await testCarrier(second.streamUrl, second.authToken)
    wide.start({ encoding: 'L16', sample_rate: 16_000 })
    await eventually('refused', () => ears.log.includes('stopped unsupported-codec'))
  })

  it('stays two-way whatever nonsense the carrier sends', async () => {
    const { office, ears, carrier } = await world().call()
    const media = (media: object) => carrier.send({ event: 'media', media: { track: 'inbound', ...media } })
    for (const odd of ['not json', '[]', '{"event":"media"}', '{"event":"start","start":{}}'])
      carrier.socket.send(odd)
    carrier.socket.send(Buffer.from([1, 2, 3]))
    media({ chunk: '1', payload: '%%%%' })
    media({ chunk: '2', payload: '' })
    media({ chunk: '3', payload: 'AAAAA' })
    media({ chunk: '4', payload: Buffer.alloc(240_000).toString('base64') })
    media({ chunk: '999999999999999', payload: 'AAAA' })
    media({ chunk: 'x', payload: 'AAAA' })
    carrier.start()
    for (let chunk = 1; chunk <= 10; chunk++) carrier.media(chunk, frame(chunk))
    await eventually('the homeowner is heard', () => ears.audio.some(({ first }) => first === 10))
    office.link.stream('call_1').sendAudio(new Uint8Array(80_000).fill(9))
    await eventually('the agent is heard', () => carrier.heard.length === 5)
    carrier.send({ event: 'stop' })
    await eventually('stopped', () => ears.log.length === 2)
  })

  it('leaves nothing behind when whoever asked for a ticket gave up', async () => {
    const office = world().desktop()
    await online(office)
    const giveUp = new AbortController()
    const asked = office.link.openStream('call_1', new Ears(), giveUp.signal)
    giveUp.abort(new Error('hung up'))
    await expect(asked).rejects.toThrow('hung up')
  })

  it('can ask for a ticket while the link is down and gets it when it returns', async () => {
    const office = world().desktop()
    await online(office)
    world().proxy.refuse(true)
    world().proxy.cut()
    await eventually('offline', () => office.link.state().status === 'offline')
    const asked = office.link.openStream('call_1', new Ears(), never)
    world().proxy.refuse(false)
    expect((await asked).streamUrl).toBe(
      `${world().relay.url().replace('http', 'ws')}/api/voice/stream/call_1`,
    )
  })
})
