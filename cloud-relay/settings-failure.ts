/** A wrong value: one sentence that names it, and the start stops. */
export class SettingsFailure extends Error {}
