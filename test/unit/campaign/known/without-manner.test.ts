import { expect, test } from 'vitest'
import { withoutManner } from '../../../../src/campaign/known/without-manner.js'
import type { Column, Rows } from '../../../../src/model/outcome.js'
import { lab } from '../../../../src/target/profile/lab.js'

test.each<[string, Column, string]>([
  [
    'a COPY says no name, so none differs',
    { name: '', type: { kind: 'pg', oid: 0, modifier: -1 } },
    'x',
  ],
  ['another name stays another', { name: 'y', type: { kind: 'pg', oid: 25, modifier: -1 } }, 'y'],
])('without a value that is known: %s', (_, told, name) => {
  const column: Column = { name: 'x', type: { kind: 'duckdb', name: 'VARCHAR' } }
  const reference: Rows = { kind: 'rows', columns: [column], rows: [['']] }
  const subject: Rows = { kind: 'rows', columns: [told], rows: [[null]] }
  const shows = 'VARCHAR: empty became NULL'
  const [, left] = withoutManner(reference, subject, { shows, types: lab.types })
  expect(left.columns).toEqual([{ ...column, name }])
})
