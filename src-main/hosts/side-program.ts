/** The programs beside the core: the relay, and in practice the world outside. */
export interface SideProgram {
  /** The JSON of its ready line. */
  readonly ready: unknown
  /** Resolves when it has ended, by itself or because it was stopped. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}
export type LaunchSideProgram = (
  name: 'relay' | 'practice',
  args: readonly string[],
  variables: Record<string, string>,
) => Promise<SideProgram>
