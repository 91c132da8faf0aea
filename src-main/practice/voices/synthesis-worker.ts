import { parentPort, workerData } from 'node:worker_threads'
import { openFlite } from './flite.ts'
import { speakLine } from './speak-line.ts'
import type { Speech, Voice } from './voice.ts'

/** Speech is synthesised beside the main thread, so that ten calls' audio keeps its 20 ms beat. */

export interface SynthesisOrder {
  readonly id: number
  readonly voice: Voice
  readonly line: string
}

export type SynthesisAnswer =
  | { readonly id: number; readonly speech: Speech }
  | { readonly id: number; readonly failure: string }

const flite = openFlite((workerData as { wasmPath: string }).wasmPath)
let turn: Promise<void> = Promise.resolve()

parentPort?.on('message', (order: SynthesisOrder) => {
  turn = turn.then(async () => parentPort?.postMessage(await fill(order)))
})

async function fill(order: SynthesisOrder): Promise<SynthesisAnswer> {
  try {
    return { id: order.id, speech: await speakLine(await flite, order.voice, order.line) }
  } catch (error) {
    return { id: order.id, failure: String(error) }
  }
}
