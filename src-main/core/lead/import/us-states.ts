const NAMES = `AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico|VI Virgin Islands|GU Guam`

const codeByName = new Map(
  NAMES.split('|').flatMap((entry) => {
    const code = entry.slice(0, 2)
    return [
      [code, code],
      [entry.slice(3).toUpperCase(), code],
    ] as const
  }),
)

const nameByCode = new Map(NAMES.split('|').map((entry) => [entry.slice(0, 2), entry.slice(3)] as const))

/** "Texas" for TX; what is no state stays as it is. */
export const stateName = (code: string): string => nameByCode.get(code) ?? code

/** One of the two-letter codes, as `stateCode` gives them. */
export const isStateCode = (code: string): boolean => codeByName.get(code) === code

/** "Texas", "tx", "Tex." and "US-TX" are TX. What is no state stays as it was written, and the gate refuses it. */
export function stateCode(text: string): string {
  const plain = text
    .trim()
    .toUpperCase()
    .replace(/^US[- ]/, '')
    .replaceAll('.', '')
  return codeByName.get(plain) ?? (plain === 'TEX' ? 'TX' : plain)
}
