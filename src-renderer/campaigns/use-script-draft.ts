import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ScriptView } from '../../src-preload/contract/campaigns.ts'
import type { ScriptId } from '../../src-preload/contract/primitives.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { tellSuccess } from '../ui/problem-notice.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { formOf, isEdited, type ScriptForm, scriptOf } from './script-form.ts'

interface Typed {
  scriptId: ScriptId
  form: ScriptForm
  problems: Partial<Record<keyof ScriptForm, string>>
}

/** The words of one version while they are edited; another version begins with its own words. */
export function useScriptDraft(view: ScriptView, onScript: (saved: ScriptView) => void) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const { script_id: scriptId, name, script } = view
  const [typed, setTyped] = useState<Typed | null>(null)
  const { form, problems } =
    typed?.scriptId === scriptId ? typed : { form: formOf(script), problems: {} as Typed['problems'] }
  const save = useDeed(
    api.scripts.save.mutationOptions({
      onSuccess: (saved) => {
        setTyped(null)
        onScript(saved)
        tellSuccess(`Saved as version ${saved.version}.`)
        void queryClient.invalidateQueries({ queryKey: api.scripts.key() })
      },
    }),
  )
  return {
    form,
    problems,
    edited: isEdited(form, script),
    saving: save.isPending,
    error: save.error,
    change: (changes: Partial<ScriptForm>) => setTyped({ scriptId, form: { ...form, ...changes }, problems }),
    undo: () => setTyped(null),
    /** False when a field is wrong. `onSaved` is called once the edits are a version. */
    save(onSaved: () => void): boolean {
      const read = scriptOf(form, script)
      setTyped({ scriptId, form, problems: read.ok ? {} : read.problems })
      if (read.ok) save.mutate({ name, script: read.script }, { onSuccess: onSaved })
      return read.ok
    },
  }
}

export type ScriptDraft = ReturnType<typeof useScriptDraft>
