/** Groups synchronous writes: all of them are committed durably, or none. Nested use joins the outer one. */
export interface Transactions {
  run<T>(work: () => T): T
}
