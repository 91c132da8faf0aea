import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LeadsUnderTest, leadsUnderTest } from '../../../tests/leads/leads-under-test.ts'
import { csvCell } from './csv-cell.ts'

const TUESDAY_MORNING = Date.UTC(2026, 10, 24, 16, 30)
let subject: LeadsUnderTest
beforeEach(() => {
  subject = leadsUnderTest(TUESDAY_MORNING)
})
afterEach(() => subject.close())

const bytesOf = async function* (text: string) {
  yield Buffer.from(text)
}
const names = async () =>
  (await subject.reads.list({ limit: 500, sort: 'name' })).items.map(({ name }) => name)
const leadByName = async (name: string) => {
  const { items } = await subject.reads.list({ limit: 500, sort: 'name' })
  const lead = items.find((item) => item.name === name)
  if (!lead) throw new Error(`no lead ${name}`)
  return lead
}

it('refuses only the line whose quotation mark never closes, and imports all the lines after it', async () => {
  const result = await subject.importText(
    [
      'Name,Phone,Street',
      'Ann,5125550101,"1 Oak St"',
      'Bob,5125550102,"2 Oak St',
      'Cid,5125550103,"3 Oak St"',
      'Dee,5125550104,4 Oak St',
      'Eve,5125550105,"5 ""B"" Oak"',
    ].join('\n'),
  )
  expect(result.imported).toBe(4)
  expect(result.skipped).toEqual([
    { line: 3, reason: 'a quotation mark is never closed', excerpt: 'Bob,5125550102,"2 Oak St' },
  ])
  expect(await names()).toEqual(['Ann', 'Cid', 'Dee', 'Eve'])
})

it('finds the good lines again when an open quotation mark happens to meet another one', async () => {
  const result = await subject.importText(
    [
      'Name,Phone,Notes',
      'Ann,5125550101,"open',
      'Bob,5125550102,"',
      'Cid,5125550103,fine',
      'Dee,5125550104,"never closed',
      'Eve,5125550105,fine',
    ].join('\r\n'),
  )
  expect(await names()).toEqual(expect.arrayContaining(['Cid', 'Eve']))
  expect(result.imported + result.skipped_total).toBeGreaterThanOrEqual(4)
})

it('keeps line breaks, delimiters and doubled marks inside quotes, and counts lines as an editor does', async () => {
  const result = await subject.importText(
    'Name,Phone,Notes\n"Ann\nLee",5125550101,"gate, ""left""\r\nside"\nBob,nonsense,x\n',
  )
  expect(result.imported).toBe(1)
  expect(result.skipped).toEqual([{ line: 5, reason: 'not a valid phone number', excerpt: 'Bob,nonsense,x' }])
  expect(await leadByName('Ann Lee')).toMatchObject({ notes: 'gate, "left" side' })
})

it('refuses a line of many megabytes by its number without ever holding it', async () => {
  const { import_id } = await subject.imports.begin('huge.csv', 'leads')
  await subject.imports.append(import_id, Buffer.from('Name,Phone\nAnn,5125550101\nBob,"'))
  const megabyte = Buffer.alloc(2 ** 20, 'x')
  for (let i = 0; i < 256; i++) await subject.imports.append(import_id, megabyte)
  await subject.imports.append(import_id, Buffer.from('\nCid,5125550103\n'))
  const before = process.memoryUsage().rss
  let most = 0
  for await (const event of subject.imports.run(import_id)) {
    most = Math.max(most, process.memoryUsage().rss)
    if (event.type !== 'done') continue
    expect(event.result.imported).toBe(2)
    expect(event.result.skipped).toEqual([
      { line: 3, reason: 'the line is longer than 1 MiB', excerpt: expect.stringMatching(/^Bob,"x+$/) },
    ])
  }
  expect(most - before).toBeLessThan(160 * 2 ** 20)
})

it('survives a line of nothing but quotation marks', async () => {
  const line = `Bob,5125550102,${'"",'.repeat(300_000)}`
  const result = await subject.importText(`Name,Phone,Notes\n${line}\nAnn,5125550101,\n`)
  expect(await names()).toContain('Ann')
  expect(result.imported + result.skipped_total).toBe(2)
})

it.each([
  ['UTF-8', (text: string) => Buffer.from(text)],
  ['UTF-8', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16 LE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 LE', (text: string) => Buffer.from(text, 'utf16le')],
  ['UTF-16 BE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['Windows-1252', (text: string) => Buffer.from(text, 'latin1')],
])('reads %s', async (label, encode) => {
  const bytes = encode(`Name,Phone,City\nJosé Nuñez,5125550101,Cañon\n${'Filler,,\n'.repeat(20)}`)
  const { import_id } = await subject.imports.begin('x.csv', 'leads')
  for (const byte of [bytes.subarray(0, 19), bytes.subarray(19, 20), bytes.subarray(20)])
    await subject.imports.append(import_id, byte)
  expect((await subject.imports.preview(import_id)).encoding).toBe(label)
  for await (const _ of subject.imports.run(import_id));
  expect(await names()).toEqual(['José Nuñez'])
})

it.each([',', ';', '\t', '|'])('finds that cells are separated by %j', async (delimiter) => {
  const text = [`Name,Phone,Notes`, `Ann,5125550101,"a, b; c | d"`].join('\n')
  const written = text.replace(/,(?! )/g, delimiter)
  const { import_id } = await subject.imports.begin('x.csv', 'leads')
  await subject.imports.append(import_id, Buffer.from(written))
  expect((await subject.imports.preview(import_id)).delimiter).toBe(delimiter)
})

it('reads a bare list of numbers as do-not-call numbers', async () => {
  const { import_id } = await subject.imports.begin('dnc.txt', 'suppressions')
  await subject.imports.append(import_id, Buffer.from('(512) 555-0101\n5125550102\n\n5125550102\n'))
  const preview = await subject.imports.preview(import_id)
  expect(preview).toMatchObject({ kind: 'suppressions', mapping: { 'Column 1': 'phone' } })
  const result = await subject.importText('(512) 555-0101\n5125550102\n\n5125550102\n', 'suppressions')
  expect(result).toMatchObject({ imported: 2, updated: 1, skipped: [] })
})

it('says of each impossible, missing or other than +1 number what is wrong, and keeps all of +1 for the gate', async () => {
  const result = await subject.importText(
    'Name,Phone\nAnn,+44 20 7946 0958\nBob,123\nCid,\nDee,+1 876 555 1234\nEve,800-555-0140\nFay,416-555-0101\nGus,5.12555E+09\nHal,"=""5125550108"""\nIda,5125550109 x12\nJil,+1 900 555 0142\n',
  )
  expect(result.skipped.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'outside the United States'],
    [3, 'not a valid phone number'],
    [4, 'no phone number'],
    [8, 'not a valid phone number'],
  ])
  expect(await names()).toEqual(['Dee', 'Eve', 'Fay', 'Hal', 'Ida', 'Jil'])
})

it('names the columns that repeat another one and those that nothing is known of, and leaves nameless ones be', async () => {
  const result = await subject.importText(
    'Name,Phone,City,City,Favorite Color,\nAnn,5125550101,Austin,Dallas,red,\n',
  )
  expect(result.unused_columns).toEqual([
    { header: 'City (2)', why: 'doubled' },
    { header: 'Favorite Color', why: 'unknown' },
  ])
  expect(result.warnings.slice(0, 2)).toEqual([
    expect.stringContaining('“City (2)” was left out'),
    expect.stringContaining('left out: “Favorite Color”'),
  ])
  expect(await leadByName('Ann')).toMatchObject({ address: { city: 'Austin' } })
})

it('takes hostile headers, NUL bytes, bidi marks and formulas as plain text', async () => {
  await subject.importText('__proto__,Phone,Name,constructor\npolluted,5125550101,\u202e=cmd|calc\u0000,x\n')
  expect(await names()).toEqual(['=cmd|calc'])
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  expect(csvCell('=cmd|calc')).toBe(`"'=cmd|calc"`)
  for (const start of ['=', '+', '-', '@', '\t', '\r']) expect(csvCell(`${start}1`)).toMatch(/^"'/)
  expect(csvCell('plain')).toBe('plain')
})

it('tells which line repeats an earlier one, and merges a second row about the same person', async () => {
  const result = await subject.importText(
    [
      'ID,Name,Email,Phone,Street,Roof Age',
      '1,Ann,ann@example.com,5125550101,1 Oak St,20',
      '1,Ann,ann@example.com,5125550101,1 Oak St,20',
      '1,Ann,ann@example.com,5125550102,1 Oak St,',
      '2,ANN,ANN@example.com,5125550103,1 oak st,21',
      '3,Bob,bob@example.com,5125550104,2 Oak St,',
    ].join('\n'),
  )
  expect(result).toMatchObject({
    imported: 2,
    updated: 0,
    merged_total: 2,
    skipped: [{ line: 3, reason: 'duplicate of line 2' }],
  })
  expect(await leadByName('Ann')).toMatchObject({
    other_phones: ['+15125550102', '+15125550103'],
    roof: { age_years: 21 },
  })
})

it('never blanks a known value with an empty cell when a file comes again', async () => {
  await subject.importText(
    'Name,Phone,City,Roof Age,Owner Occupied,Claim Status\nAnn,5125550101,Austin,20,yes,open\n',
  )
  const again = await subject.importText('Phone,Name,City,Roof Material\n512.555.0101,,,Metal\n')
  expect(again).toMatchObject({ imported: 0, updated: 1 })
  expect(await leadByName('Ann')).toMatchObject({
    address: { city: 'Austin' },
    roof: { age_years: 20, material: 'Metal', owner_occupied: true, insurance_claim: 'open' },
  })
})

it('imports what it can of a row, and tells of the values it could not read', async () => {
  const result = await subject.importText(
    'Name,Phone,Last Hail Date,consent_ai_calls,consent_captured_at\nAnn,5125550101,last spring,yes,someday\n,5125550102,,,\n',
  )
  expect(result).toMatchObject({ imported: 2, skipped: [] })
  expect(result.warnings.join(' ')).toMatch(/Last hail.*line 2/)
  expect(result.warnings.join(' ')).toMatch(/consent without its date.*line 2/)
  expect(await names()).toEqual(['Ann', 'Homeowner'])
})

it('keeps a lead whose ZIP code lies in another state, and tells of its line', async () => {
  const result = await subject.importText(
    'Name,Phone,City,State,Zip\nAnn,5125550101,San Antonio,TX,78201\nBob,5125550102,San Antonio,TX,99999\n',
  )
  expect(result).toMatchObject({ imported: 2, skipped: [] })
  expect(result.warnings).toContainEqual(
    '1 row has a ZIP code of another state than the one given (line 3): the address was imported as it is, and the rules and hours of both states count until it is corrected.',
  )
  expect(await leadByName('Bob')).toMatchObject({ address: { state: 'TX', zip: '99999' } })
})

it('remembers how a person corrected the columns, for the next file with the same headers', async () => {
  const text = 'Who,Ring,Where\nAnn,5125550101,Austin\n'
  const mapping = { Who: 'name', Ring: 'phone', Where: 'city' }
  await expect(subject.importText(text)).rejects.toThrow('A needed column was not found')
  await subject.importText(text, 'leads', mapping)
  const { import_id } = await subject.imports.begin('next.csv', 'leads')
  await subject.imports.append(import_id, Buffer.from('Where,Who,Ring\nDallas,Bob,5125550102\n'))
  expect(await subject.imports.preview(import_id)).toMatchObject({
    mapping,
    mapping_source: 'remembered',
  })
})

it('shows the first thousand skipped lines and lists all of them in a file that the next start leaves alone', async () => {
  const result = await subject.importText(`Name,Phone\n${'Ann,1\n'.repeat(1_500)}Bob,5125550101\n`)
  expect(result).toMatchObject({ imported: 1, skipped_total: 1_500 })
  expect(result.skipped).toHaveLength(1_000)
  expect(result.warnings.join()).toContain(`All 1500 skipped lines are listed in ${result.skipped_file}`)
  subject.startAgain()
  const listed = readFileSync(result.skipped_file ?? '', 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(listed).toHaveLength(1_501)
  expect(listed[1]).toBe('2,not a valid phone number,"Ann,1"')
  expect(listed.at(-1)).toBe('1501,not a valid phone number,"Ann,1"')
})

it('writes no file of skipped lines when all of them are shown', async () => {
  const result = await subject.importText('Name,Phone\nAnn,1\nBob,5125550101\n')
  expect(result).toMatchObject({ skipped_total: 1, skipped_file: null })
  expect(result.warnings.join()).not.toContain('skipped lines')
})

it('imports a file as what it was sent as, though a look at it says that it seems to be something else', async () => {
  const { import_id } = await subject.imports.begin('dnc.csv', 'suppressions')
  await subject.imports.append(
    import_id,
    Buffer.from('Name,Phone,Street,City\nAnn,5125550101,1 Oak St,Austin\n'),
  )
  expect(await subject.imports.preview(import_id)).toMatchObject({
    kind: 'suppressions',
    warnings: ['This file looks like leads, not do-not-call numbers.'],
  })
  for await (const _ of subject.imports.run(import_id));
  expect(await names()).toEqual([])
  expect(subject.consents.suppressions({ limit: 10 }).items.map(({ phone }) => phone)).toEqual([
    '+15125550101',
  ])
})

const office = (inside: string) =>
  Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(26, 1), Buffer.from(inside), Buffer.alloc(500, 7)])
const noise = (beginning: string) => Buffer.concat([Buffer.from(beginning, 'latin1'), Buffer.from(NOISE)])
const NOISE = Uint8Array.from({ length: 4_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256)

it.each([
  ['an Excel workbook (.xlsx)', office('[Content_Types].xml xl/workbook.xml')],
  ['a Word document (.docx)', office('word/document.xml')],
  ['a LibreOffice spreadsheet (.ods)', office('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')],
  ['an Apple Numbers file', office('Index/Document.iwa')],
  ['a zip archive', office('leads.csv')],
  ['an old Excel or Word file', noise('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')],
  ['a PDF', noise('%PDF-1.7\n')],
  ['a picture (PNG)', noise('\x89PNG\r\n\x1a\n')],
  ['a picture (JPEG)', noise('\xff\xd8\xff\xe0')],
  ['a compressed file (gzip)', noise('\x1f\x8b\x08')],
  ['a program’s own file, not text', noise('')],
  ['a web page (HTML)', Buffer.from('<!DOCTYPE html><html><table><tr><td>Name</td></tr></table></html>')],
  ['a JSON file', Buffer.from('[{"name": "Ann", "phone": "5125550101"}]')],
  ['contact cards (vCard)', Buffer.from('BEGIN:VCARD\nFN:Ann\nTEL:5125550101\nEND:VCARD\n')],
])('refuses %s and says what to export instead', async (looksLike, bytes) => {
  const { import_id } = await subject.imports.begin('leads.csv', 'leads')
  await subject.imports.append(import_id, bytes)
  const refused = {
    code: 'invalid_input',
    message: 'This is not a CSV file',
    detail: expect.stringMatching(/^The file looks like .*(CSV|inside).* Nothing was imported\.$/),
  }
  await expect(subject.imports.preview(import_id)).rejects.toMatchObject(refused)
  await expect(subject.importText(bytes)).rejects.toMatchObject({
    ...refused,
    detail: expect.stringContaining(looksLike),
  })
  expect(await names()).toEqual([])
})

it('says that there are no rows when the file holds only column names', async () => {
  const { import_id } = await subject.imports.begin('x.csv', 'leads')
  await subject.imports.append(import_id, Buffer.from('Name,Phone\n\n'))
  expect((await subject.imports.preview(import_id)).warnings.join()).toContain('no rows')
  await expect(subject.importText('Name,Phone\n\n')).rejects.toMatchObject({
    message: 'The file has no rows',
    code: 'invalid_input',
  })
  expect(subject.activities).toEqual([])
})

it.each([
  ['is the only one, and longer than the part that is looked at', `${'x'.repeat(300_000)}`],
  [
    'is followed by fewer lines than a cell may have in what is looked at',
    `${'x'.repeat(3_000)}\n`.repeat(150),
  ],
  ['is followed by rows', 'Bob,5125550102,fine\n'.repeat(300)],
])('names line 2 when its quotation mark is never closed and it %s', async (_, after) => {
  const { import_id } = await subject.imports.begin('x.csv', 'leads')
  await subject.imports.append(import_id, Buffer.from(`Name,Phone,Notes\nAnn,5125550101,"open\n${after}`))
  const { warnings } = await subject.imports.preview(import_id)
  expect(warnings).toEqual([
    'Line 2 cannot be read: a quotation mark is never closed. It will be skipped unless you correct it in the file.',
  ])
})

it('blames no line for ending where the part that is looked at ends', async () => {
  const { import_id } = await subject.imports.begin('x.csv', 'leads')
  const rows = Array.from({ length: 10 }, (_, i) => `Ann,512555010${i},"${'x'.repeat(30_000)}\nend"`)
  await subject.imports.append(import_id, Buffer.from(`Name,Phone,Notes\n${rows.join('\n')}\n`))
  expect((await subject.imports.preview(import_id)).warnings).toEqual([])
})

it('tells which lines had the number of an earlier line, and which name was kept', async () => {
  const lines = [
    'ID,Name,Phone,City',
    '1,Ann,5125550101,Austin',
    '2,Bob,(512) 555-0101,',
    '3,,5125550101,Dallas',
    '3,Cid,5125550103,',
  ]
  const result = await subject.imports.importBody('leads', bytesOf(lines.join('\n')))
  expect(result).toMatchObject({
    imported: 1,
    updated: 0,
    merged_total: 3,
    merged: [
      { line: 3, into_line: 2, same: 'phone', kept_name: 'Bob', dropped_name: 'Ann' },
      { line: 4, into_line: 2, same: 'phone', kept_name: 'Bob', dropped_name: null },
      { line: 5, into_line: 4, same: 'person', kept_name: 'Cid', dropped_name: 'Bob' },
    ],
  })
  expect(result.warnings.filter((words) => words.includes('line 3'))).toEqual([
    '3 lines are about somebody whom an earlier line of this file had named; one lead was kept for both: line 3 has the phone number of line 2, kept as “Bob”, not “Ann”; line 4 has the phone number of line 2; line 5 is another number of the person of line 4, kept as “Cid”, not “Bob”.',
  ])
})

// A file without any consent was imported without a word, and nobody in it could be called.
describe('an import of people who never consented', () => {
  const header = 'Name,Phone,consent_ai_calls,consent_captured_at,consent_text,consent_seller'
  const agreed = 'yes,2026-01-05,I agree to A.I. calls,Summit Ridge Roofing LLC'
  const mayNotCall = ({ warnings }: { warnings: string[] }) =>
    warnings.filter((words) => words.startsWith('The A.I. may not call'))

  it('says how many of them the A.I. may not call', async () => {
    const result = await subject.importText('Name,Phone\nAnn,5125550101\nBob,5125550102\n')
    expect(mayNotCall(result)).toEqual([
      'The A.I. may not call 2 leads of this file: no written consent to A.I. calls is on file for their numbers. Import the leads again with their consent in the file, or add it on the lead.',
    ])
  })

  it('counts who has a consent as little as who had one before', async () => {
    const first = await subject.importText(
      `${header}\nAnn,5125550101,${agreed}\nBob,5125550102,no,2026-01-05,I agree to calls,Summit Ridge Roofing LLC\n`,
    )
    expect(mayNotCall(first)).toEqual([expect.stringContaining('1 lead of this file')])
    expect(mayNotCall(await subject.importText('Name,Phone\nAnn,5125550101\n'))).toEqual([])
  })

  it('takes a consent in a later line about the same person', async () => {
    const result = await subject.importText(
      `${header}\nAnn,5125550101,,,,\nAnn B,5125550101,${agreed}\nAnn,5125550101,,,,\n`,
    )
    expect(mayNotCall(result)).toEqual([])
  })
})

it('refuses an empty file and an import that is not open', async () => {
  await expect(subject.importText('')).rejects.toThrow('The file is empty')
  await expect(subject.imports.preview('import_gone')).rejects.toThrow('This import is not open')
})

it('does not make nameless leads of a file without column names', async () => {
  await expect(
    subject.importText(
      'Jim Hall,512-555-0170,1 A St,Austin,TX,78701\nAnn Lee,512-555-0171,2 A St,Austin,TX,78701\n',
    ),
  ).rejects.toThrow('The file has no column names')
  expect(await names()).toEqual([])
})

it('leaves a line out whose consent cannot have been given yet, and says which and why', async () => {
  const consent = (name: string, phone: string, at: string) =>
    `${name},${phone},yes,${at},I agree,Summit Ridge Roofing LLC`
  subject.clock.atMs = Date.UTC(2026, 10, 24, 7)
  const result = await subject.importText(
    [
      'Name,Phone,consent_ai_calls,consent_captured_at,consent_text,consent_seller',
      consent('Ann', '5125550101', '2027-03-02T15:00:00Z'),
      consent('Bee', '5125550102', '2026-11-24'),
      consent('Cid', '5125550103', '3/2/2026'),
    ].join('\n'),
  )
  expect(result).toMatchObject({ imported: 2, skipped_total: 1 })
  expect(result.skipped[0]).toMatchObject({
    line: 2,
    reason: 'the consent is dated in the future, 2027-03-02T15:00:00.000Z',
  })
  expect(await names()).toEqual(['Bee', 'Cid'])
})
