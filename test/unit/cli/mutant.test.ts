import { expect, test } from 'vitest'
import { checkSpec } from '../../../src/cli/check-spec.js'
import { mutantNamed, postgresMutantNamed } from '../../../src/cli/mutant.js'
import { parseTargetSpec } from '../../../src/config/target-spec.js'
import { POSTGRES_MUTANT_NAMES } from '../../../src/target/postgres/faults/mutants.js'

function check(text: string): void {
  checkSpec(parseTargetSpec(text, '--subject'))
}

test('a word means one fault: what PostgreSQL has the lab has', () => {
  expect(POSTGRES_MUTANT_NAMES.map(mutantNamed)).toEqual(POSTGRES_MUTANT_NAMES)
  expect(POSTGRES_MUTANT_NAMES.map(postgresMutantNamed)).toEqual(POSTGRES_MUTANT_NAMES)
})

test.each([
  ['postgres:mutant=comit-lost', 'there is no mutant "comit-lost"', 'did you mean commit-lost?'],
  ['ducklake:postgres:sync,mutant=comit-lost', 'there is no mutant', 'did you mean commit-lost?'],
  ['postgres:mutant=nan-as-null', 'is one of the lab', '--subject lab:mutant=nan-as-null, or one'],
  ['lab:mutant=comit-lost', 'there is no mutant "comit-lost"', 'did you mean commit-lost?'],
])('%s is refused before anything is started', (text, says, hint) => {
  expect(() => check(text)).toThrow(
    expect.objectContaining({
      name: 'UsageError',
      message: expect.stringContaining(says),
      hint: expect.stringContaining(hint),
    }),
  )
})

test.each(['postgres://u@h/db?mutant=commit-lost', 'postgres://u@h/db,mutant=commit-lost'])(
  'a server that goldeneye did not start has no mutant: %s',
  (url) => expect(parseTargetSpec(url, '--subject')).not.toHaveProperty('mutant'),
)
