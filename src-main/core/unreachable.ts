/** Ends an exhaustive switch: reaching it is a bug, at compile time and at run time. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable case: ${JSON.stringify(value)}`)
}
