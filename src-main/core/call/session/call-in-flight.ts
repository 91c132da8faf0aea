import type { CarrierEvent } from '../phone-line.ts'
import type { PlaceResult } from '../placing/place-result.ts'

/** A call in the dialer's hands, whichever engine holds it. */
export interface CallInFlight {
  readonly callId: string
  readonly phone: string
  /** Asks the gate, holds the money, dials. Nothing is owed and nothing rings unless it answers `placed`. */
  place(): Promise<PlaceResult>
  /** News from our own carrier, already stored. Called in the transaction that stores it. */
  carrierSaid(event: CarrierEvent): void
  hangUpByPerson(): void
  /** The program is going down: hang up and let the word of the end come. */
  shutDown(): Promise<void>
  /** Lets go of everything without a word on how the call ended: that is found out without this session. */
  abandon(): void
}
