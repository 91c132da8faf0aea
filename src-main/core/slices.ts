import { type Clock, pause } from './clock.ts'

/** Long work holds the loop for this long at a time: live calls send a frame every 20 ms on the same thread. */
export const SLICE_MS = 5

/** Does something with each item in order, and lets everything else have its turn in between. */
export async function eachInSlices<Item>(
  clock: Clock,
  items: Iterable<Item>,
  work: (item: Item) => void,
): Promise<void> {
  let endsAtMs = clock.monotonicMs() + SLICE_MS
  for (const item of items) {
    work(item)
    if (clock.monotonicMs() < endsAtMs) continue
    await pause(clock, 0)
    endsAtMs = clock.monotonicMs() + SLICE_MS
  }
}

/** Repeats a step until it answers false, and lets everything else have its turn in between. */
export async function stepByStep(clock: Clock, step: () => boolean): Promise<void> {
  while (step()) await pause(clock, 0)
}
