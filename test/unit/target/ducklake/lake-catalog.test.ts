import { expect, test } from 'vitest'
import type { Target } from '../../../../src/model/target.js'
import { secretsDropped, secretsOf } from '../../../../src/target/ducklake/lake-catalog.js'
import type { ConnectionSettings } from '../../../../src/target/pg/connection-settings.js'

const ENDPOINT: ConnectionSettings = {
  host: 'h1',
  port: 5432,
  user: 'u',
  database: 'd',
  password: "it's secret",
  sslMode: 'no-verify',
}

function endpoint(...endpoints: readonly ConnectionSettings[]) {
  return { kind: 'endpoint', target: {} as Target, endpoints } as const
}

test('a lake whose catalog is in a file has one secret, and everything of it is in the scope', () => {
  expect(secretsOf({ kind: 'file' })).toMatchInlineSnapshot(`
    [
      "CREATE SECRET \${db:lake} (TYPE ducklake, METADATA_SCHEMA '\${schema}', DATA_PATH '\${dir:lake}/data/', METADATA_PATH '\${dir:lake}/catalog.ducklake')",
    ]
  `)
})

test('a password is in the secret of the endpoint alone, quoted, and libpq’s words are used', () => {
  const [first, second] = secretsOf(endpoint(ENDPOINT))
  expect(first).toMatchInlineSnapshot(
    `"CREATE SECRET \${db:endpoint} (TYPE postgres, HOST 'h1', PORT '5432', DBNAME 'd', USER 'u', PASSWORD 'it''s secret', SSLMODE 'require')"`,
  )
  expect(second).not.toContain("secret'")
  expect(second).toContain("'SECRET': '${db:endpoint}'")
})

test('of several hosts the client takes the one that takes writes', () => {
  const [first] = secretsOf(endpoint(ENDPOINT, { ...ENDPOINT, host: 'h2', port: 5433 }))
  expect(first).toContain("HOST 'h1,h2', PORT '5432,5433'")
  expect(first).toContain("TARGET_SESSION_ATTRS 'read-write'")
})

test('what is made is dropped, and nothing else', () => {
  const made = (sql: string) => /CREATE SECRET (\S+)/.exec(sql)?.[1]
  const dropped = (sql: string) => /DROP SECRET IF EXISTS (\S+)/.exec(sql)?.[1]
  for (const catalog of [{ kind: 'file' } as const, endpoint(ENDPOINT)]) {
    expect(secretsDropped(catalog).map(dropped).sort()).toEqual(secretsOf(catalog).map(made).sort())
  }
})
