import { useRef, useState } from 'react'
import type {
  ColumnMapping,
  ImportKind,
  ImportPreview,
  ImportResult,
} from '../../src-preload/contract/leads.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { uploadInPieces } from './chunked-upload.ts'

export type ImportState =
  | { step: 'choosing' }
  | { step: 'sending'; fileName: string; sentBytes: number; totalBytes: number }
  | { step: 'matching'; preview: ImportPreview }
  | { step: 'running'; rowsDone: number; bytesDone: number; bytesTotal: number }
  | { step: 'done'; kind: ImportKind; result: ImportResult }
  | { step: 'failed'; error: unknown }

/**
 * One import from file to result. Closing the wizard aborts what is under way.
 * `onLines` is called when lines of a file may have come in, however the import ended.
 */
export function useImport(onLines: () => void) {
  const { client } = useBridge()
  const [state, setState] = useState<ImportState>({ step: 'choosing' })
  const underWay = useRef(new AbortController())

  const guarded = async (work: (signal: AbortSignal) => Promise<void>) => {
    underWay.current = new AbortController()
    const { signal } = underWay.current
    try {
      await work(signal)
    } catch (error) {
      if (!signal.aborted) setState({ step: 'failed', error })
    }
  }

  const sendFile = (file: File, kind: ImportKind) =>
    guarded(async (signal) => {
      const sending = { step: 'sending', fileName: file.name, totalBytes: file.size } as const
      setState({ ...sending, sentBytes: 0 })
      const { import_id } = await client.imports.begin({ file_name: file.name, kind }, { signal })
      await uploadInPieces({
        file,
        send: (base64) => client.imports.append({ import_id, base64 }, { signal }),
        onProgress: (sentBytes) => setState({ ...sending, sentBytes }),
        signal,
      })
      const preview = await client.imports.preview({ import_id }, { signal })
      setState({ step: 'matching', preview })
    })

  const takeSample = (kind: ImportKind) =>
    guarded(async (signal) => {
      const { import_id } = await client.imports.sample({ kind }, { signal })
      setState({ step: 'matching', preview: await client.imports.preview({ import_id }, { signal }) })
    })

  const run = (preview: ImportPreview, mapping: ColumnMapping) =>
    guarded(async (signal) => {
      setState({ step: 'running', rowsDone: 0, bytesDone: 0, bytesTotal: preview.byte_length })
      try {
        const progress = await client.imports.run({ import_id: preview.import_id, mapping }, { signal })
        for await (const event of progress) {
          if (event.type === 'done') setState({ step: 'done', kind: preview.kind, result: event.result })
          else
            setState({
              step: 'running',
              rowsDone: event.rows_done,
              bytesDone: event.bytes_done,
              bytesTotal: event.bytes_total,
            })
        }
      } finally {
        onLines()
      }
    })

  const reset = () => {
    underWay.current.abort()
    setState({ step: 'choosing' })
  }

  return { state, sendFile, takeSample, run, reset }
}
