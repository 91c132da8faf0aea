import type { FormErrors } from '@mantine/form'
import { notifications } from '@mantine/notifications'

/** Words for each field of a form, in the order in which the fields stand on the screen. */
export type FieldLabels = Record<string, string>

/** What a refused form should point at: the topmost wrong field, and how many more there are. */
export function firstProblem(
  errors: FormErrors,
  labels: FieldLabels,
): { field: string; words: string } | null {
  const wrong = Object.keys(labels).filter((field) => errors[field])
  const field = wrong[0]
  if (field === undefined) return null
  const others = wrong.length - 1
  const more = others === 0 ? '' : ` ${others} more ${others === 1 ? 'field needs' : 'fields need'} a look.`
  return { field, words: `${labels[field]}: ${String(errors[field])}.${more}` }
}

/**
 * For a form whose Save is far from the field that is wrong: names the field, brings it into view and puts the
 * cursor there.
 */
export function showFirstProblem(
  errors: FormErrors,
  labels: FieldLabels,
  nodeOf: (field: string) => HTMLElement | null,
): void {
  const problem = firstProblem(errors, labels)
  if (!problem) return
  notifications.show({ color: 'red', title: 'Not saved yet', message: problem.words, autoClose: 9_000 })
  const node = nodeOf(problem.field)
  const input = node?.matches('input, textarea') ? node : node?.querySelector<HTMLElement>('input, textarea')
  node?.scrollIntoView({ block: 'center' })
  input?.focus({ preventScroll: true })
}

/** The problems that the core named by field, where the form has such a field. */
export const errorsByField = (errors: { path: string; message: string }[], labels: FieldLabels): FormErrors =>
  Object.fromEntries(
    errors.filter(({ path }) => path in labels).map(({ path, message }) => [path, message] as const),
  )
