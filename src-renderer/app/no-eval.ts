import { config } from 'zod'

/** The page's policy forbids making code from text; zod would try once, and the browser would complain of it. */
config({ jitless: true })
