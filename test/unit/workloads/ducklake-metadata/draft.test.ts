import { expect, test } from 'vitest'
import { commitOf } from '../../../../workloads/ducklake-metadata/commit.js'
import { createdCatalog } from '../../../../workloads/ducklake-metadata/creation.js'
import type { Operation } from '../../../../workloads/ducklake-metadata/operation.js'

const IDLE: Operation = {
  features: [],
  altersSchema: () => false,
  applies: () => true,
  write: () => undefined,
}

test('a commit that has nothing to report says NULL, as the client does, and no empty text', () => {
  const { statements, changes } = commitOf(IDLE, createdCatalog(), 7)
  expect(changes).toEqual([])
  expect(statements.at(-1)?.sql).toContain('ducklake_snapshot_changes VALUES (1, NULL,')
})
