import { expect, test } from 'vitest'
import { causeFirst } from '../../../../src/target/ducklake/lake-session.js'

test.each([
  [
    'TransactionContext Error: Failed to commit: Failed to commit DuckLake transaction.\nFailed to execute query "CREATE TABLE x": ERROR:  type "time_ns" does not exist\nLINE 1: CREATE TABLE x\n        ^\n',
    'TransactionContext Error: the endpoint says "type "time_ns" does not exist": Failed to commit: Failed to commit DuckLake transaction. Failed to execute query "CREATE TABLE x": ERROR:  type "time_ns" does not exist LINE 1: CREATE TABLE x ^',
  ],
  [
    'Invalid Error: Failed to prepare COPY "COPY t": ERROR:  only text\n',
    'Invalid Error: the endpoint says "only text": Failed to prepare COPY "COPY t": ERROR:  only text',
  ],
  [
    'Catalog Error: no t\nDid you mean "u"?\n\nStack Trace:\n\nx',
    'Catalog Error: no t Did you mean "u"?',
  ],
  ['Binder Error: no', 'Binder Error: no'],
  ['', ''],
])('%j', (message, expected) => {
  expect(causeFirst(message)).toBe(expected)
})
