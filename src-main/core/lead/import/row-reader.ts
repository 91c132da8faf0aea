import type { ColumnMapping } from '../../../../src-preload/contract/leads.ts'
import { cleanText, parseDay, parseInstant, parseNumber, parseYesNo } from './parse-value.ts'

/** Reads one row by field. Values that make no sense are left out and told of; they never cost the whole row. */
export class RowReader {
  readonly #headers: readonly string[]
  readonly #columns: ReadonlyMap<string, number>
  #cells: readonly string[] = []
  #unclear: string[] = []

  constructor(headers: readonly string[], mapping: ColumnMapping) {
    this.#headers = headers
    this.#columns = new Map(
      headers
        .flatMap((header, column) => {
          const field = Object.hasOwn(mapping, header) ? mapping[header] : null
          return field ? [[field, column] as const] : []
        })
        .reverse(),
    )
  }

  turnTo(cells: readonly string[]): this {
    this.#cells = cells
    this.#unclear = []
    return this
  }

  /** Fields of this row that held something that was not understood. */
  get unclear(): readonly string[] {
    return this.#unclear
  }

  has(field: string): boolean {
    return this.#columns.has(field)
  }

  raw(field: string): string {
    const column = this.#columns.get(field)
    return column === undefined ? '' : (this.#cells[column] ?? '')
  }

  header(field: string): string {
    const column = this.#columns.get(field)
    return column === undefined ? '' : (this.#headers[column] ?? '')
  }

  text(field: string, maxLength?: number): string | null {
    return cleanText(this.raw(field), maxLength)
  }

  day(field: string): string | null {
    return this.#known(field, parseDay(this.raw(field)))
  }

  instantMs(field: string): number | null {
    return this.#known(field, parseInstant(this.raw(field)))
  }

  yesNo(field: string): boolean | null {
    return this.#known(field, parseYesNo(this.raw(field)))
  }

  /** A number within bounds; beyond them it is a slip of somebody's hand. */
  number(field: string, least: number, most: number): number | null {
    const value = parseNumber(this.raw(field))
    return this.#known(
      field,
      typeof value === 'number' && !(value >= least && value <= most) ? undefined : value,
    )
  }

  notUnderstood(field: string): void {
    this.#unclear.push(field)
  }

  #known<T>(field: string, value: T | null | undefined): T | null {
    if (value === undefined) this.#unclear.push(field)
    return value ?? null
  }
}
