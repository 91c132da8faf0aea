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

export const filePaths = {
  '/leads/import': csvImport('leads'),
  '/neighborhood/import': csvImport('finished roof jobs and permits'),
  '/suppressions/import': csvImport('do-not-call numbers'),
  '/ai-voice/calls/{call_id}/recording': {
    get: {
      summary: 'The recording: homeowner left, agent right',
      parameters: [{ name: 'call_id', in: 'path', required: true, schema: { type: 'string' } }],
      ...answer('A stereo WAV file', 'audio/wav', { type: 'string', format: 'binary' }),
    },
  },
  '/bookings.ics': {
    get: { summary: 'Booked inspections as a calendar', ...answer('An iCalendar feed', 'text/calendar') },
  },
}
