import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markText, mediaText, readCarrierFrame } from './carrier-frames.ts'
import { alawToMulaw } from './companding.ts'

const read = (frame: unknown) =>
  readCarrierFrame(Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame)))

describe('Telnyx media frames', () => {
  it('are read as in the reference, with text or numbers as counters', () => {
    const media = (chunk: string | number, track = 'inbound') => ({
      event: 'media',
      sequence_number: '4',
      stream_id: '32de0dea',
      media: { track, chunk, timestamp: '5', payload: 'AAAA' },
    })
    expect(read(media('2'))).toEqual({ event: 'media', chunk: 2, payload: 'AAAA' })
    expect(read(media(2))).toEqual({ event: 'media', chunk: 2, payload: 'AAAA' })
    expect(read(media('2', 'outbound'))).toEqual({ event: 'other' })
  })

  it('are read whatever the order of their fields and however they are spaced', () => {
    const media = { payload: 'AA/A', chunk: '2', track: 'inbound' }
    expect(read({ media, event: 'media' })).toEqual({ event: 'media', chunk: 2, payload: 'AA/A' })
    expect(read(JSON.stringify({ event: 'media', media }, null, 2))).toEqual({
      event: 'media',
      chunk: 2,
      payload: 'AA/A',
    })
    expect(read('{"event":"media","media":{"track":"inbound","chunk":"2","payload":"AA\\/A"}}')).toEqual({
      event: 'media',
      chunk: 2,
      payload: 'AA/A',
    })
  })

  it('tell of the start, marks, digits, errors and the end', () => {
    const start = {
      call_control_id: 'v3:x',
      media_format: { encoding: 'PCMU', sample_rate: '8000', channels: 1 },
    }
    expect(read({ event: 'start', start })).toEqual({
      event: 'start',
      callControlId: 'v3:x',
      encoding: 'PCMU',
      sampleRateHz: 8_000,
    })
    expect(read({ event: 'mark', mark: { name: 'm' } })).toEqual({ event: 'mark', name: 'm' })
    expect(read({ event: 'dtmf', dtmf: { digit: '#' } })).toEqual({ event: 'digit', digit: '#' })
    expect(read({ event: 'error', payload: { code: 100_004 } })).toEqual({ event: 'error', code: 100_004 })
    expect(read({ event: 'stop', stop: {} })).toEqual({ event: 'stop' })
    expect(read({ event: 'connected', version: '1.0.0' })).toEqual({ event: 'other' })
    expect(read({ event: 'invented-later' })).toEqual({ event: 'other' })
  })

  it('are malformed when they are not JSON or lack what their event needs', () => {
    for (const odd of [
      '',
      '{',
      'null',
      '[]',
      { event: 'start' },
      { event: 'media', media: {} },
      { no: 'event' },
    ]) {
      expect(read(odd)).toBeUndefined()
    }
    fc.assert(
      fc.property(fc.string(), (noise) => {
        read(noise)
      }),
    )
  })

  it('are written as JSON that says exactly what was meant', () => {
    const pcmu = Buffer.from([0, 255, 127, 128])
    expect(JSON.parse(mediaText(pcmu))).toEqual({
      event: 'media',
      media: { payload: pcmu.toString('base64') },
    })
    expect(JSON.parse(markText('a "name"\n'))).toEqual({ event: 'mark', mark: { name: 'a "name"\n' } })
  })
})

describe('A-law audio', () => {
  it('becomes μ-law of the same loudness', () => {
    const alaw = Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a)
    const mulaw = new Uint8Array(4)
    alawToMulaw(alaw, mulaw)
    // Silence of either sign, then the loudest sample of either sign (G.711, tables 1 to 4).
    expect([...mulaw]).toEqual([0xfe, 0x7e, 0x80, 0x00])
  })
})
