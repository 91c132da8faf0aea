/** Ends an exhaustive switch: a case that the compiler has not seen cannot get here. */
export function unreachable(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}
