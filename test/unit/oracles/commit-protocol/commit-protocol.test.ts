import { describe, expect, test } from 'vitest'
import { commitProtocol } from '../../../../oracles/commit-protocol/commit-protocol.js'
import { lab } from '../../../../src/target/profile/lab.js'
import { postgres } from '../../../../src/target/profile/postgres.js'
import {
  BEGIN,
  batch,
  COMMITTED,
  evidenceOf,
  LATEST,
  type Line,
  LOST,
  newest,
  ROLLED_BACK,
  refused,
} from './script.js'

function judge(lines: readonly Line[], profile = lab) {
  const verdict = commitProtocol.judge(evidenceOf(lines), profile)
  return verdict.kind === 'mismatch'
    ? `${verdict.mismatch} at ${verdict.stepIndex}: ${verdict.summary}`
    : verdict.kind
}

/** Two writers of snapshot 1, who both have written before either commits. */
const RACE: readonly Line[] = [
  ['a', BEGIN],
  ['a', LATEST, newest(0)],
  ['b', BEGIN],
  ['b', LATEST, newest(0)],
  ['a', batch(1)],
  ['b', batch(1)],
  ['a', 'COMMIT'],
]

describe('a history as it should be', () => {
  test.each<readonly [string, readonly Line[]]>([
    ['a race that is lost at COMMIT', [...RACE, ['b', 'COMMIT', refused()]]],
    [
      'and tried again with the next id',
      [
        ...RACE,
        ['b', 'COMMIT', refused('40001', 'could not serialize access: CONFLICT')],
        ['b', BEGIN],
        ['b', LATEST, newest(1)],
        ['b', batch(2)],
        ['b', 'COMMIT'],
        ['a', LATEST, newest(2), 'I'],
      ],
    ],
    [
      'a race that is lost at the batch',
      [
        ['a', BEGIN],
        ['b', BEGIN],
        ['a', batch(1)],
        ['a', 'COMMIT'],
        ['b', batch(1), refused(), 'E'],
        ['b', 'COMMIT', ROLLED_BACK],
      ],
    ],
    [
      'a transaction that keeps its snapshot while another commits',
      [
        ['a', BEGIN],
        ['a', LATEST, newest(0)],
        ['b', batch(1), undefined, 'I'],
        ['a', LATEST, newest(0)],
        ['a', 'COMMIT'],
        ['a', LATEST, newest(1), 'I'],
      ],
    ],
    [
      'an id that was rolled back is given again',
      [
        ['a', BEGIN],
        ['a', batch(1)],
        ['a', 'ROLLBACK'],
        ['b', BEGIN],
        ['b', batch(1)],
        ['b', 'COMMIT'],
        ['a', LATEST, newest(1), 'I'],
      ],
    ],
    [
      'an error that is no race has no words for it',
      [
        ['a', BEGIN],
        ['a', batch(1), refused('22P02', 'no number'), 'E'],
        ['a', 'ROLLBACK'],
        ['b', batch(1), undefined, 'I'],
      ],
    ],
    [
      'a commit whose answer was lost may have happened',
      [
        ['a', BEGIN],
        ['a', batch(1)],
        ['a', 'COMMIT', LOST, 'gone'],
        ['b', LATEST, newest(1), 'I'],
      ],
    ],
    [
      'or not',
      [
        ['a', BEGIN],
        ['a', batch(1)],
        ['a', 'COMMIT', LOST, 'gone'],
        ['b', batch(1), undefined, 'I'],
      ],
    ],
    [
      'a catalog that is made anew begins again',
      [
        ['a', batch(1), undefined, 'I'],
        ['a', 'DROP TABLE "m".ducklake_snapshot', undefined, 'I'],
        ['a', 'CREATE TABLE "m".ducklake_snapshot(i BIGINT)', undefined, 'I'],
        ['a', batch(1), undefined, 'I'],
        ['a', LATEST, newest(1), 'I'],
      ],
    ],
    ['nothing about a catalog', [['a', 'SELECT 1']]],
  ])('%s', (_, lines) => {
    expect(judge(lines)).toBe('agree')
  })
})

describe('what a client cannot live with', () => {
  test.each<readonly [string, readonly Line[], RegExp]>([
    ['two winners', [...RACE, ['b', 'COMMIT']], /^outcome at 7: two commits of snapshot 1/],
    [
      'no winner',
      [...RACE.slice(0, -1), ['a', 'COMMIT', refused()], ['b', 'COMMIT', refused()]],
      /^outcome at 7: nobody has won snapshot 1/,
    ],
    [
      'no word for the loser',
      [...RACE, ['b', 'COMMIT', refused('23505', 'doppelter Schlüsselwert')]],
      /^error-class at 7: .*it does not retry, its user gets the error and the commit is lost/,
    ],
    [
      'another SQLSTATE',
      [...RACE, ['b', 'COMMIT', refused('XX000')]],
      /^error-class at 7: .*SQLSTATE XX000/,
    ],
    [
      'a snapshot that moves',
      [
        ['a', BEGIN],
        ['a', LATEST, newest(0)],
        ['b', batch(1), undefined, 'I'],
        ['a', LATEST, newest(1)],
      ],
      /^value at 3: the newest snapshot changes inside of a transaction/,
    ],
    [
      'an older snapshot',
      [
        ['a', LATEST, newest(5), 'I'],
        ['a', LATEST, newest(4), 'I'],
      ],
      /^value at 1: an older snapshot comes after a newer one/,
    ],
    [
      'an uncommitted snapshot',
      [...RACE.slice(0, -1), ['c', LATEST, newest(1), 'I']],
      /^value at 6: snapshot 1 is read that nobody has committed/,
    ],
    [
      'a snapshot that was rolled back',
      [
        ['a', BEGIN],
        ['a', batch(1)],
        ['a', 'ROLLBACK'],
        ['b', LATEST, newest(1), 'I'],
      ],
      /^value at 3: snapshot 1 is read that nobody has committed/,
    ],
    [
      'an acknowledged commit that is not there',
      [...RACE, ['c', LATEST, newest(0), 'I']],
      /^value at 7: snapshot 1 was acknowledged and is not there/,
    ],
    [
      'two newest snapshots',
      [['a', LATEST, newest(1, 1), 'I']],
      /^row-count at 0: .*multiple snapshots/,
    ],
    [
      'a hollow commit',
      [
        ['a', BEGIN],
        ['a', batch(1), refused(), 'E'],
        ['a', 'COMMIT', COMMITTED],
      ],
      /^tag at 2: .*believes that it has committed/,
    ],
    [
      'a COPY that is refused',
      [['a', 'COPY "m".ducklake_table TO STDOUT', refused('0A000', 'no COPY'), 'I']],
      /^outcome at 0: the endpoint refuses COPY/,
    ],
  ])('%s', (_, lines, found) => {
    expect(judge(lines)).toMatch(found)
  })

  test('a commit is missed at once only where reads are linearizable', () => {
    const lines: readonly Line[] = [...RACE, ['c', LATEST, newest(0), 'I']]
    expect(judge(lines, { ...lab, reads: 'local' })).toBe('agree')
  })

  test('a commit that its own endpoint warns about is told, and is no promise', () => {
    const lines: readonly Line[] = [...RACE, ['c', LATEST, newest(0), 'I']]
    const { plan, reference, subject } = evidenceOf(lines)
    const warning = { severity: 'WARNING', sqlstate: '01000', message: 'canceling wait' }
    const records = subject.records.map((record, at) =>
      lines[at]?.[1] === 'COMMIT' ? { ...record, notices: [warning] } : record,
    )
    const evidence = { plan, reference, subject: { ...subject, records } }
    expect(commitProtocol.judge(evidence, lab)).toEqual({
      kind: 'agree',
      ignored: [
        {
          what: 'a COMMIT that was acknowledged with a warning (01000: canceling wait)',
          because: expect.stringMatching(/it may be lost; .* believes that it has committed$/),
        },
      ],
    })
  })

  test('the probe of a missing table, by what the profile says', () => {
    const probe = (status: 'T' | 'E'): readonly Line[] => [
      ['a', BEGIN],
      ['a', 'SELECT NULL FROM "m".ducklake_metadata LIMIT 1', refused('42P01', 'no table'), status],
    ]
    expect(judge(probe('T'))).toBe('agree')
    expect(judge(probe('E'))).toMatch(/^status at 1: .*every statement now fails/)
    expect(judge(probe('E'), postgres)).toBe('agree')
    expect(judge(probe('T'), postgres)).toMatch(/^status at 1: .*begins anew for nothing/)
  })
})

test('where nobody commits a snapshot or reads the newest, there is nothing to judge', () => {
  const applies = (lines: readonly Line[]) => commitProtocol.appliesTo?.(evidenceOf(lines), lab)
  expect(applies([])).toBe(false)
  expect(
    applies([
      ['a', BEGIN],
      ['a', 'SELECT 1'],
      ['a', 'COMMIT'],
    ]),
  ).toBe(false)
  expect(applies([['a', LATEST, newest(0), 'I']])).toBe(true)
  expect(applies(RACE)).toBe(true)
})
