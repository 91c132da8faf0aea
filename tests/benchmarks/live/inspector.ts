import { WebSocket } from 'ws'

const FINALIZERS_MS = 1_000

/** What a process tells about itself through Node's own inspector. */
export interface Inspector {
  /** The value of an expression evaluated there; it must survive JSON. */
  evaluate(expression: string): Promise<unknown>
  /** Collects garbage and tells the heap in use, in MB. */
  heapMb(): Promise<number>
  close(): void
}

export async function openInspector(url: string): Promise<Inspector> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const waiting = new Map<number, (result: Record<string, unknown>) => void>()
  let lastId = 0
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.on('message', (data) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result?: Record<string, unknown> }
    if (id === undefined) return
    waiting.get(id)?.(result ?? {})
    waiting.delete(id)
  })
  const ask = (method: string, params: object = {}) =>
    new Promise<Record<string, unknown>>((resolve) => {
      waiting.set(++lastId, resolve)
      socket.send(JSON.stringify({ id: lastId, method, params }))
    })
  return {
    async evaluate(expression) {
      const { result } = await ask('Runtime.evaluate', { expression, returnByValue: true })
      return (result as { value?: unknown } | undefined)?.value
    },
    async heapMb() {
      await ask('HeapProfiler.collectGarbage')
      // What was only weakly held is let go by tasks of its own behind a collection.
      await new Promise((resolve) => setTimeout(resolve, FINALIZERS_MS))
      await ask('HeapProfiler.collectGarbage')
      const { usedSize } = await ask('Runtime.getHeapUsage')
      return Number(usedSize) / 2 ** 20
    },
    close: () => socket.close(),
  }
}
