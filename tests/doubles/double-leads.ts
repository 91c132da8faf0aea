import type { ImportKind, ImportPreview } from '../../src-preload/contract/leads.ts'
import { type DoubleState, found, problem } from './double-state.ts'
import { double } from './implemented.ts'
import { pause } from './moving-calls.ts'
import { leadIdOf, sampleLead } from './sample-leads.ts'

/** Searching looks at this many leads at most: enough to find, few enough to invent quickly. */
const LOOKED_THROUGH = 4_000

interface Filter {
  q?: string | undefined
  callable?: 'yes' | 'no' | undefined
}

export function leadsPart(state: DoubleState) {
  const leadAt = (index: number) => sampleLead(index, state.morningMs)
  const matching = ({ q, callable }: Filter): number[] => {
    const indexes = Array.from({ length: state.leadCount }, (_, index) => index)
    if (!q && !callable) return indexes
    const wanted = q?.toLowerCase() ?? ''
    return indexes.slice(0, LOOKED_THROUGH).filter((index) => {
      const lead = leadAt(index)
      const words = `${lead.name} ${lead.phone} ${lead.address.street} ${lead.address.city}`.toLowerCase()
      return words.includes(wanted) && (!callable || lead.permission.allowed === (callable === 'yes'))
    })
  }

  return {
    leads: {
      list: double.leads.list.handler(({ input }) => {
        const indexes = matching(input)
        const from = Number(input.cursor ?? 0)
        const next = from + input.limit
        return {
          items: indexes.slice(from, next).map(leadAt),
          next_cursor: next < indexes.length ? String(next) : null,
          total: indexes.length,
        }
      }),
      get: double.leads.get.handler(({ input }) => {
        const index = Number(input.lead_id.replace('lead_', ''))
        return found(index < 100_000 ? leadAt(index) : undefined, 'lead')
      }),
      change: double.leads.change.handler(({ input }) => {
        if (input.phone?.replace(/\D/g, '').length !== 10 && input.phone !== undefined)
          throw problem(
            'invalid_input',
            'The lead was not changed',
            `phone: "${input.phone}" is not a valid phone number`,
          )
        const index = Number(input.lead_id.replace('lead_', ''))
        const lead = found(index < 100_000 ? leadAt(index) : undefined, 'lead')
        return { ...lead, name: input.name ?? lead.name }
      }),
      ids: double.leads.ids.handler(({ input }) => ({ lead_ids: matching(input).map(leadIdOf) })),
    },
    imports: {
      begin: double.imports.begin.handler(({ input }) => {
        const import_id = `import_${state.imports.size}`
        state.imports.set(import_id, { bytes: 0, fileName: input.file_name, kind: input.kind })
        return { import_id }
      }),
      append: double.imports.append.handler(({ input }) => {
        found(state.imports.get(input.import_id), 'import').bytes += (input.base64.length * 3) / 4
        return { ok: true as const }
      }),
      preview: double.imports.preview.handler(({ input }) => {
        const { bytes, fileName, kind } = found(state.imports.get(input.import_id), 'import')
        if (fileName.endsWith('.xlsx'))
          throw problem(
            'invalid_input',
            'This is not a CSV file',
            'Save it as CSV in your spreadsheet first.',
          )
        return previewOf(input.import_id, kind, bytes)
      }),
      run: double.imports.run.handler(async function* ({ input, signal }) {
        const { bytes } = found(state.imports.get(input.import_id), 'import')
        for (let part = 1; part <= 10; part++) {
          await pause(120, signal)
          yield {
            type: 'progress' as const,
            bytes_done: (bytes * part) / 10,
            bytes_total: bytes,
            rows_done: part * 84,
          }
        }
        state.leadCount = Math.max(state.leadCount, 836)
        yield {
          type: 'done' as const,
          result: {
            imported: 812,
            updated: 24,
            skipped: [
              {
                line: 17,
                reason: 'The phone number has too few digits.',
                excerpt: 'Smith,"Bo",555-01,12 Oak St',
              },
              { line: 203, reason: 'No phone number.', excerpt: 'Garza,Luz,,88 Elm Ct' },
              { line: 640, reason: 'The same phone number as line 12.', excerpt: 'Hughes,Ann,4695550112' },
            ],
            skipped_total: 3,
            skipped_file: null,
            merged: [],
            merged_total: 0,
            unused_columns: [],
            warnings: ['41 leads have no consent columns filled in: they stay blocked for A.I. calls.'],
          },
        }
      }),
      sample: double.imports.sample.handler(({ input }) => {
        const import_id = `import_${state.imports.size}`
        state.imports.set(import_id, { bytes: 148_220, fileName: 'sample.csv', kind: input.kind })
        return { import_id }
      }),
    },
  }
}

function previewOf(import_id: string, kind: ImportKind, bytes: number): ImportPreview {
  return {
    import_id,
    kind,
    encoding: 'UTF-8',
    delimiter: ',',
    headers: [
      'Owner Name',
      'Mobile',
      'Home Phone',
      'Street',
      'City',
      'ST',
      'Zip',
      'Roof Age',
      'Consent Date',
      'Rep',
    ],
    mapping: {
      'Owner Name': 'name',
      Mobile: 'phone',
      'Home Phone': 'other_phone',
      Street: 'street',
      City: 'city',
      ST: 'state',
      Zip: 'zip',
      'Roof Age': 'roof_age_years',
      'Consent Date': 'consent_captured_at',
      Rep: null,
    },
    mapping_source: 'guessed',
    fields: [
      { field: 'name', label: 'Name', required: true, group: 'Contact' },
      { field: 'phone', label: 'Phone', required: true, group: 'Contact' },
      { field: 'other_phone', label: 'Other phone', required: false, group: 'Contact' },
      { field: 'street', label: 'Street', required: false, group: 'Address' },
      { field: 'city', label: 'City', required: false, group: 'Address' },
      { field: 'state', label: 'State', required: false, group: 'Address' },
      { field: 'zip', label: 'Zip code', required: false, group: 'Address' },
      { field: 'roof_age_years', label: 'Roof age', required: false, group: 'Roof' },
      { field: 'consent_captured_at', label: 'Consent given on', required: false, group: 'Consent' },
    ],
    sample_rows: [
      [
        'Maria Alvarez',
        '(469) 555-0112',
        '',
        '412 Alder Creek Dr',
        'Plano',
        'TX',
        '75023',
        '17',
        '11/02/2026',
        'JD',
      ],
      [
        'Bill Hughes',
        '469.555.0113',
        '4695550190',
        '88 Quail Run',
        'Allen',
        'TX',
        '75002',
        '9',
        '10/28/2026',
        'JD',
      ],
      ['Priya Patel', '469-555-0114', '', '1020 Windmill Way', 'Frisco', 'TX', '75034', '22', '', 'AK'],
    ],
    byte_length: Math.round(bytes),
    warnings: [],
  }
}
