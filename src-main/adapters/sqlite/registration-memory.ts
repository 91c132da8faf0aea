import { z } from 'zod'
import type { KeptRegistration, RegistrationParts } from '../../core/follow-up/texting-registration.ts'
import type { Settings } from './settings.ts'

const REGISTRATION = 'texting_registration'

/** What the carriers said last of the number that texts come from. */
export const registrationMemory = (settings: Settings): RegistrationParts['memory'] => ({
  read: () => RegistrationRow.nullable().parse(settings.read(REGISTRATION)),
  write: (kept) => settings.write(REGISTRATION, kept),
})

const RegistrationRow: z.ZodType<KeptRegistration> = z.object({
  phone: z.string(),
  status: z.enum(['active', 'pending', 'none']),
  checkedAtMs: z.int(),
})
