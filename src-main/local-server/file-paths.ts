import { z } from 'zod'
import { ImportResult } from '../../src-preload/contract/leads.ts'

/** The routes whose body is a file, as OpenAPI describes them. All others are derived from the contract. */
const answer = (description: string, contentType: string, schema: object = { type: 'string' }) => ({
  responses: { 200: { description, content: { [contentType]: { schema } } } },
})
const csvImport = (what: string) => ({
  post: {
    summary: `Imports ${what} from a CSV file in the body`,
    requestBody: { required: true, content: { 'text/csv': { schema: { type: 'string' } } } },
    ...answer('What was imported', 'application/json', z.toJSONSchema(ImportResult, { io: 'output' })),
  },
})

const dayInQuery = (name: string, description: string) => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string', format: 'date' },
})

const evidenceOf = (name: string, what: string) => ({
  get: {
    summary: `Everything on record about a ${what}: decisions, consent, words, audio excerpts, a page to print`,
    parameters: [{ name, in: 'path', required: true, schema: { type: 'string' } }],
    ...answer('A ZIP file', 'application/zip', { type: 'string', format: 'binary' }),
  },
})

export const filePaths = {
  '/leads/import': csvImport('leads'),
  '/neighborhood/import': csvImport('finished roof jobs and permits'),
  '/suppressions/import': csvImport('do-not-call numbers'),
  '/do-not-call-lists/{list}': {
    put: {
      ...csvImport('a do-not-call list (US, or a state), taking the place of the last upload').post,
      parameters: [
        { name: 'list', in: 'path', required: true, schema: { type: 'string' } },
        dayInQuery('as_of', 'The day on which the list was drawn up; today when left out'),
      ],
    },
  },
  '/consents/import': csvImport('consent evidence'),
  '/reassigned-numbers/import': {
    post: {
      ...csvImport('answers of the Reassigned Numbers Database').post,
      parameters: [dayInQuery('checked_on', 'The day on which the database was asked; today when left out')],
    },
  },
  '/reassigned-numbers/questions.csv': {
    get: {
      summary: 'Numbers to ask the Reassigned Numbers Database about',
      ...answer('Number and day of consent', 'text/csv'),
    },
  },
  '/consents/{consent_id}/documents': {
    post: {
      summary: 'Attaches a document that proves a consent; the body is the file, `file_name` its name',
      parameters: [
        { name: 'consent_id', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'file_name', in: 'query', schema: { type: 'string' } },
      ],
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      ...answer('All documents of this consent', 'application/json', { type: 'object' }),
    },
  },
  '/wallet/statements/{file}': {
    get: {
      summary: 'A month of the wallet: 2026-11.pdf or 2026-11.csv',
      parameters: [{ name: 'file', in: 'path', required: true, schema: { type: 'string' } }],
      ...answer('The statement', 'application/pdf', { type: 'string', format: 'binary' }),
    },
  },
  '/ai-voice/calls/{call_id}/recording': {
    get: {
      summary: 'The recording: homeowner left, agent right',
      parameters: [{ name: 'call_id', in: 'path', required: true, schema: { type: 'string' } }],
      ...answer('A stereo WAV file', 'audio/wav', { type: 'string', format: 'binary' }),
    },
  },
  '/ai-voice/calls/{call_id}/evidence': evidenceOf('call_id', 'call'),
  '/leads/{lead_id}/evidence': evidenceOf('lead_id', 'lead'),
  '/bookings.ics': {
    get: { summary: 'Booked inspections as a calendar', ...answer('An iCalendar feed', 'text/calendar') },
  },
}

/** One path may be both a route of the contract and, by another method, one whose body is a file. */
export const mergedPaths = (
  ofContract: Readonly<Record<string, object | undefined>>,
  ofFiles: Readonly<Record<string, object>>,
): Record<string, object> =>
  Object.fromEntries(
    [...new Set([...Object.keys(ofContract), ...Object.keys(ofFiles)])].map((path) => [
      path,
      { ...ofContract[path], ...ofFiles[path] },
    ]),
  )
