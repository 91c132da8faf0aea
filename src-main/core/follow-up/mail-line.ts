/** The contractor's own mail server. Every answer is a value; an unclear one is thrown as VendorFailure with code `unclear`. */
export interface MailLine {
  /** For people: the server's name. */
  readonly server: string
  /** The bare address that mail comes from and answers go to. */
  readonly address: string
  send(mail: Mail, signal: AbortSignal): Promise<MailAnswer>
}

export interface Mail {
  /** The name that stands before the address. */
  readonly fromName: string
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Becomes the Message-ID, so that a mail can be found at the server. */
  readonly reference: string
}

export type MailAnswer =
  | { readonly sent: true }
  | {
      readonly sent: false
      readonly because: MailRefusal
      /** A sentence for a person, with what to do. */
      readonly reason: string
      /** The server's own words; null when it said nothing. */
      readonly detail: string | null
    }

/** `not-now`: the server cannot be reached, does not let us in or asks for patience. `refused`: this mail, for good. */
export type MailRefusal = 'not-now' | 'refused'
