/** Groups synchronous writes: all of them are committed durably, or none. Nested use joins the outer one. */
export interface Transactions {
  run<T>(work: () => T): T
  /** Does the work once what is being written is safe: after the outermost commit, never after a rollback; at once outside of `run`. */
  afterCommit(work: () => void): void
}
