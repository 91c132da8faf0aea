import { type MutateOptions, type UseMutationOptions, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { deedGate } from './deed-gate.ts'

/**
 * A mutation that a double click begins once. What `useMutation` tells of its being under way reaches the button only
 * with the next picture; the second click may come before it.
 */
export function useDeed<Data, Problem, Input, Context>(
  options: UseMutationOptions<Data, Problem, Input, Context>,
) {
  const { isPending, isSuccess, error, mutate: run } = useMutation(options)
  const [gate] = useState(deedGate)
  const mutate = (input: Input, then?: MutateOptions<Data, Problem, Input, Context>) => {
    if (!gate.begin(performance.now())) return
    run(input, {
      ...then,
      onSettled(...settled) {
        gate.end()
        then?.onSettled?.(...settled)
      },
    })
  }
  return { mutate, isPending, isSuccess, error }
}
