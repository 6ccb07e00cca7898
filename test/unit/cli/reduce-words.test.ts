import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { unshownText } from '../../../src/cli/reduce-first.js'
import { sizeOf } from '../../../src/cli/reduce-progress.js'
import { resumeCommand, unseenText } from '../../../src/cli/reduce-words.js'
import { parseCase } from '../../../src/corpus/case-file.js'

test('a difference that is not seen again, and one that is another each time', () => {
  expect(unseenText({ of: 23, instead: ['both sides agree'] })).toBe(
    'the difference was seen once and not again in 23 more runs',
  )
  const instead = ['both sides agree', 'another difference at step 2: value, 1 became 2']
  expect(unseenText({ of: 23, instead })).toBe(
    'it fails differently each time; the first difference was not seen again in 23 more runs, but another difference at step 2: value, 1 became 2',
  )
})

test('the command that goes on has what was given, and no password', () => {
  const flags = { subject: 'postgres://me:hunter2@h/x', workers: '2', journal: 'my journal.ndjson' }
  const command = resumeCommand('big case.sql', flags)
  expect(command).toMatch(/^goldeneye reduce 'big case\.sql' --subject /)
  expect(command).toContain("--workers 2 --journal 'my journal.ndjson'")
  expect(command).not.toContain('hunter2')
})

test('the command that goes on writes over nothing: where the output is there by now, it names the next', () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldeneye-words-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const output = join(folder, 'small.case.sql')
  const command = () => resumeCommand('big.sql', { output, out: 'elsewhere' })
  expect(command()).toBe(`goldeneye reduce big.sql --out elsewhere --output ${output}`)
  writeFileSync(output, 'mine')
  expect(command()).toContain(`--output ${join(folder, 'small-2.case.sql')}`)
})

test('an interrupted search for the difference does not say that both sides agree', () => {
  expect(unshownText(0)).toBe('interrupted before it was run, so nothing can be said')
  expect(unshownText(3)).toBe('interrupted; both sides agree so far (3 of 10 runs)')
  expect(unshownText(10)).toBe('both sides agree, there is nothing to reduce (10 runs)')
})

test('the size of a case counts texts and parameters in UTF-8', () => {
  const text = "-- @params VARCHAR 'é'\nSELECT $1;\nSELECT 22;\n"
  expect(sizeOf(parseCase(text, 'a.sql').plan)).toEqual({ steps: 2, statements: 2, bytes: 27 })
})
