import { expect, test } from 'vitest'
import { UsageError } from '../../../src/model/errors.js'
import { addressOf, parsePgUrl } from '../../../src/target/pg/connection-settings.js'
import { passwordFrom } from '../../../src/target/pg/pgpass.js'

const parse = (url: string, environment = {}, pgpass?: string) =>
  parsePgUrl(url, { environment, pgpass })

test('a URL says everything', () => {
  expect(parse('postgres://us%20er:p%40ss@db.example:5433/my%2Fdb?sslmode=require')).toEqual([
    {
      host: 'db.example',
      port: 5433,
      user: 'us er',
      password: 'p@ss',
      database: 'my/db',
      sslMode: 'require',
      sslRootCert: undefined,
    },
  ])
})

test('several hosts are several endpoints, IPv6 in brackets', () => {
  const endpoints = parse('postgresql://u@h1:5432,h2:5433,[::1]/db')
  expect(endpoints.map(addressOf)).toEqual(['h1:5432', 'h2:5433', '[::1]:5432'])
  expect(endpoints.map(({ host }) => host)).toEqual(['h1', 'h2', '::1'])
})

test('what the URL leaves out comes from PG* variables', () => {
  const environment = {
    PGHOST: 'envhost',
    PGPORT: '6000',
    PGUSER: 'envuser',
    PGPASSWORD: 'envpass',
    PGDATABASE: 'envdb',
    PGSSLMODE: 'disable',
  }
  expect(parse('postgres://', environment)).toMatchObject([
    {
      host: 'envhost',
      port: 6000,
      user: 'envuser',
      password: 'envpass',
      database: 'envdb',
      sslMode: 'disable',
    },
  ])
})

test('a password that is nowhere else comes from pgpass', () => {
  const pgpass = '# comment\nother:*:*:*:no\nh:5432:*:u:a\\:b\\\\c\n*:*:*:*:last\n'
  expect(parse('postgres://u@h/db', {}, pgpass)[0]?.password).toBe('a:b\\c')
  expect(parse('postgres://u:own@h/db', {}, pgpass)[0]?.password).toBe('own')
  expect(parse('postgres://v@h/db', {}, pgpass)[0]?.password).toBe('last')
  expect(passwordFrom('h:5432:db:u', { host: 'h', port: 5432, database: 'db', user: 'u' })).toBe(
    undefined,
  )
})

test.each([
  'http://u:secret@h/db',
  'postgres://u:secret@h:99999/db',
  'postgres://u:secret@h:0/db',
  'postgres://u:sec%ret@h/db',
  'postgres://u:secret/more@h/db',
  'postgres://u:secret@[::1/db',
  'postgres://u:secret@h/db?sslmode=maybe',
  'nonsense secret',
])('%s is refused without repeating what may be a password', (url) => {
  const error = (() => {
    try {
      parse(url)
      return undefined
    } catch (thrown) {
      return thrown
    }
  })()
  expect(error).toBeInstanceOf(UsageError)
  expect(`${(error as UsageError).message} ${(error as UsageError).hint}`).not.toContain('sec')
})
