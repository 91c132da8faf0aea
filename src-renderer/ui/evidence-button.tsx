import { Button } from '@mantine/core'
import { IconFileCertificate } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useBridge } from '../bridge/use-bridge.ts'
import { bytesFromBase64 } from './base64.ts'
import { tellProblem } from './problem-notice.tsx'
import { saveFile } from './save-file.ts'

/** Everything on record about a call or a lead, as one file that can be checked. */
export function EvidenceButton({ id }: { id: string }) {
  const { api } = useBridge()
  const exporting = useMutation(
    api.compliance.evidence.mutationOptions({
      onSuccess: ({ file_name, zip_base64 }) =>
        saveFile(file_name, bytesFromBase64(zip_base64), 'application/zip'),
      onError: tellProblem,
    }),
  )
  return (
    <Button
      variant="default"
      leftSection={<IconFileCertificate size={16} />}
      loading={exporting.isPending}
      onClick={() => exporting.mutate({ id })}
    >
      Export evidence
    </Button>
  )
}
