/** A vendor did not do its part. The code says whether another attempt can help; the vendor's words stay in `cause`. */
export class VendorFailure extends Error {
  readonly vendor: string
  readonly code: 'refused' | 'rate_limited' | 'timed_out' | 'unavailable' | 'garbled' | 'unclear'
  constructor(vendor: string, code: VendorFailure['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'VendorFailure'
    this.vendor = vendor
    this.code = code
  }
}
