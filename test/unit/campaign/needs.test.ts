import { expect, test } from 'vitest'
import { unmetNeed } from '../../../src/campaign/needs.js'
import { generic } from '../../../src/target/profile/generic.js'
import { lab } from '../../../src/target/profile/lab.js'

const has = [new Set(['json', 'parquet']), new Set(['json'])]
const sees = { profile: lab }
const seesNot = { profile: { ...generic, capabilities: new Set<never>() } }

test.each([
  [{ extensions: [], files: false }, has, seesNot, undefined],
  [{ extensions: ['json'], files: true }, has, sees, undefined],
  [
    { extensions: ['json', 'parquet'], files: false },
    has,
    sees,
    'needs the extension parquet, which the subject lacks',
  ],
  [
    { extensions: ['tpch'], files: false },
    has,
    sees,
    'needs the extension tpch, which the reference lacks',
  ],
  [{ extensions: ['tpch'], files: false }, [undefined, undefined], sees, undefined],
  [
    { extensions: [], files: true },
    has,
    seesNot,
    'uses files, and nobody said where both sides see the same ones (--subject-files)',
  ],
])('%j is met, or is not for a reason', (needs, extensions, sides, because) => {
  expect(unmetNeed(needs, extensions, sides)).toBe(because)
})
