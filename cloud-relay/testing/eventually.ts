/** Waits for something true of real sockets; says what was awaited when it never comes. */
export async function eventually(what: string, holds: () => boolean, withinMs = 20_000): Promise<void> {
  const untilMs = performance.now() + withinMs
  while (!holds()) {
    if (performance.now() > untilMs) throw new Error(`never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}
