import { US_STATES } from '../../src-preload/contract/us-states.ts'

/** The states and territories that calls may go to, as a select offers them. */
export const stateChoices = Object.entries(US_STATES).map(([value, label]) => ({ value, label }))
