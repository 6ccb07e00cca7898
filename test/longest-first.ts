import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Folders whose files take the longest, longest first: begun last, they would keep one worker busy alone. */
const LONG = [
  'test/mutants/lab-',
  'test/e2e/',
  'test/mutants/',
  'test/postgres/',
  'test/unit/workloads/',
]

/** Begins with the tests that take long. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((folder) => moduleId.includes(folder))
      return at < 0 ? LONG.length : at
    }
    return [...(await super.sort(files))].sort((a, b) => rank(a) - rank(b))
  }
}
