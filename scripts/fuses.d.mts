import type { FuseConfig, FuseState } from '@electron/fuses'

export function wrongFuses(
  program: string,
  read?: (program: string) => Promise<FuseConfig<FuseState>>,
): Promise<string[]>
