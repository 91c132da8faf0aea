import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WASI } from 'node:wasi'
import type { Voice } from './voice.ts'
import { readWav, type Sound } from './wav.ts'

/** The part of the WebAssembly interface used here; its types otherwise come only with the browser's. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>
  instantiate(program: object, imports: object): Promise<object>
}

/** One phone of the synthesis and when it ends, `pau` being a pause. */
export interface Phone {
  readonly name: string
  readonly endMs: number
}

export interface Utterance {
  readonly sound: Sound
  readonly phones: readonly Phone[]
}

export interface Flite {
  speak(text: string, voice: Voice): Promise<Utterance>
  close(): void
}

/** The flite speech synthesiser, compiled to WebAssembly and run as the command-line program it is. */
export async function openFlite(wasmPath: string): Promise<Flite> {
  const program = await WebAssembly.compile(readFileSync(wasmPath))
  const folder = mkdtempSync(join(tmpdir(), 'ridgeline-flite-'))
  const printedPath = join(folder, 'printed.txt')

  async function run(args: string[]): Promise<string> {
    const printed = openSync(printedPath, 'w')
    try {
      const wasi = new WASI({
        version: 'preview1',
        args: ['flite', ...args],
        preopens: { '/out': folder },
        stdout: printed,
        stderr: printed,
        returnOnExit: true,
      })
      const instance = await WebAssembly.instantiate(program, wasi.getImportObject())
      const exitCode = wasi.start(instance)
      if (exitCode !== 0)
        throw new Error(`flite ended with ${exitCode}: ${readFileSync(printedPath, 'utf8')}`)
    } finally {
      closeSync(printed)
    }
    return readFileSync(printedPath, 'utf8')
  }

  return {
    async speak(text, voice) {
      // Pitch is made by playing faster or slower, so the synthesis is stretched to keep the pace.
      const stretch = String(voice.stretch * voice.pitch)
      const settings = ['-voice', voice.flite, '--setf', `duration_stretch=${stretch}`]
      const printed = await run([...settings, '-psdur', '-t', pronounceable(text), '-o', '/out/speech.wav'])
      return { sound: readWav(readFileSync(join(folder, 'speech.wav'))), phones: readPhones(printed) }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Flite knows ASCII English only: accents are dropped and symbols spelled. */
function pronounceable(text: string): string {
  const plain = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[¿¡"“”*_#<>[\](){}]/g, ' ')
    .replace(/[’‘]/g, "'")
    .replace(/[—–]/g, ', ')
    .replace(/\bA\.I\./g, 'A I')
    .replace(/&/g, ' and ')
    .replace(/[^\x20-\x7e]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return /[a-z0-9]/i.test(plain) ? plain : 'hm'
}

function readPhones(printed: string): Phone[] {
  return printed
    .trim()
    .split(/\s+/)
    .flatMap((item) => {
      const [name, endSeconds] = item.split(':')
      return name && endSeconds ? [{ name, endMs: Number(endSeconds) * 1000 }] : []
    })
}
