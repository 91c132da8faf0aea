export interface Sound {
  readonly samples: Int16Array
  readonly rateHz: number
}

/** Reads a mono 16-bit RIFF file. */
export function readWav(file: Uint8Array): Sound {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const rateHz = view.getUint32(24, true)
  let at = 12
  while (at + 8 <= file.byteLength) {
    const name = String.fromCharCode(...file.subarray(at, at + 4))
    const size = Math.min(view.getUint32(at + 4, true), file.byteLength - at - 8)
    if (name === 'data') {
      const bytes = file.slice(at + 8, at + 8 + size - (size % 2))
      return { samples: new Int16Array(bytes.buffer, 0, bytes.byteLength / 2), rateHz }
    }
    at += 8 + size + (size % 2)
  }
  throw new Error('The WAV file has no data chunk')
}

/** A 16-bit PCM WAV of one or more channels of equal length. */
export function writeWav(channels: readonly Int16Array[], rateHz: number): Uint8Array {
  const frames = Math.max(0, ...channels.map((channel) => channel.length))
  const dataBytes = frames * channels.length * 2
  const file = Buffer.alloc(44 + dataBytes)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + dataBytes, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(channels.length, 22)
  file.writeUInt32LE(rateHz, 24)
  file.writeUInt32LE(rateHz * channels.length * 2, 28)
  file.writeUInt16LE(channels.length * 2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(dataBytes, 40)
  let at = 44
  for (let frame = 0; frame < frames; frame++) {
    for (const channel of channels) at = file.writeInt16LE(channel[frame] ?? 0, at)
  }
  return file
}
