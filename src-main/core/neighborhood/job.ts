/** A finished roof job of this contractor, or a permit that somebody took out, as imported. */
export interface JobRecord {
  readonly jobId: string
  readonly kind: 'job' | 'permit'
  readonly street: string | null
  readonly city: string | null
  readonly state: string | null
  readonly zip: string | null
  readonly latitude: number
  readonly longitude: number
  readonly completedOn: string
  readonly workType: string | null
  readonly material: string | null
  readonly homeownerName: string | null
  /** Whether the homeowner there agreed to be named. */
  readonly mayBeNamed: boolean
}
