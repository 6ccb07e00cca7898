import { parseCase } from '../../../../src/corpus/case-file.js'
import type { KnownCase } from '../../../../src/corpus/known/load.js'

/** A known difference that covers what this line says: `kind=value skeleton="..."`. */
export function accepted(match: string, name = 'accepted'): KnownCase {
  const text = `-- goldeneye case 1\n-- known: #7\n-- reason: a test\n-- match: ${match}\nSELECT 1;`
  const file = `${name}.case.sql`
  const parsed = parseCase(text, file)
  const { known } = parsed.header
  if (!known) throw new Error('the test has written no known difference')
  return { name, file, known, case: parsed }
}
