import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/longest-first.ts'

/** Of itself Vitest would leave one idle. */
const cores = availableParallelism()
/** They measure by the millisecond, or take the whole machine: nothing else runs meanwhile. */
const ALONE = [
  'tests/hosts/isolation.test.ts',
  'tests/hosts/listening.test.ts',
  'tests/hosts/outlive.test.ts',
  'tests/hosts/start.test.ts',
  'tests/hosts/take-over.test.ts',
  'tests/crash/hostile-traffic.test.ts',
  'tests/crash/link-faults.test.ts',
  'tests/crash/planned-restart.test.ts',
  'tests/crash/spending-pause.test.ts',
]

/** As these, beside the unit tests: a call in real time. */
const PRACTICE = ['src-main/practice/practice-world.test.ts']
const alone = { maxWorkers: 1, sequence: { groupOrder: 2 } }
/**
 * What is waited for comes late where many tests share a core, and of itself Vitest would wait for one second. The limits
 * of whole tests are wide for the same reason: they only end what hangs.
 */
const patient = { expect: { poll: { timeout: 10_000 } } }

export default defineConfig({
  test: {
    maxWorkers: cores,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'src-main/**/*.test.ts',
            'src-preload/**/*.test.ts',
            'cloud-relay/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: PRACTICE,
          testTimeout: 60_000,
          ...patient,
        },
      },
      {
        test: { name: 'practice', include: PRACTICE, testTimeout: 60_000, ...patient, ...alone },
      },
      {
        test: {
          name: 'renderer',
          include: ['src-renderer/**/*.test.ts', 'src-renderer/**/*.test.tsx'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'scenarios',
          include: [
            'tests/scenarios/**/*.test.ts',
            'tests/port-contracts/**/*.test.ts',
            'tests/week/**/*.test.ts',
          ],
          testTimeout: 240_000,
          ...patient,
        },
      },
      {
        test: {
          name: 'crash',
          include: ['tests/crash/**/*.test.ts'],
          exclude: ALONE,
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'window',
          include: ['tests/hosts/electron/**/*.test.ts', 'tests/hosts/window/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'hosts',
          include: ['tests/hosts/*.test.ts'],
          exclude: ALONE,
          testTimeout: 300_000,
          hookTimeout: 180_000,
          // They mostly wait for calls that are spoken in real time; where the cores are short, voices come late.
          maxWorkers: cores + 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'alone',
          include: ALONE,
          testTimeout: 300_000,
          hookTimeout: 180_000,
          ...alone,
        },
      },
    ],
  },
})
