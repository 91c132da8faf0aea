/** What a number is, as far as the law of dialing it goes. `foreign` is everything outside the United States, Canada included. */
export type PhoneKind = 'ordinary' | 'toll-free' | 'premium' | 'special' | 'foreign' | 'invalid'

export type PhoneReading =
  | { readonly ok: true; readonly phone: string; readonly kind: PhoneKind }
  | { readonly ok: false; readonly reason: 'not a valid phone number' | 'outside the United States' }

/** Knows the numbering plan. */
export interface PhoneNumbers {
  /** Any spelling to E.164. Every number of the North American plan is read, and those that may not be called are left to the gate. */
  read(text: string): PhoneReading
  kindOf(phone: string): PhoneKind
}
