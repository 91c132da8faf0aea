import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes a minute and more, the longest first: begun last, it would run on while every other core is idle. */
const LONG = [
  'tests/scenarios/barge-in-sweep.test.ts',
  'tests/scenarios/hosted-calls.test.ts',
  'tests/hosts/electron/core-life.test.ts',
  'tests/hosts/journey.test.ts',
  'tests/hosts/failing-vendors.test.ts',
  'tests/hosts/money-journey.test.ts',
  'tests/hosts/headless-api.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((path) => moduleId.endsWith(path))
      return at < 0 ? LONG.length : at
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}
