import { shellWord } from '../../model/shell-word.js'
import type { Shell } from '../../model/target.js'
import { quoteIdentifier, quoteString } from '../../sql/identifiers.js'
import { addressOf, type ConnectionSettings } from './connection-settings.js'

/** How psql reaches an endpoint, and what it says first to stand where a scope's sessions stand. Never a password. */
export function psqlShell(settings: ConnectionSettings, schema: string): Shell {
  return {
    command: psqlCommand(settings),
    first: `SET search_path = ${quoteString(schema)};`,
  }
}

/** The command line that removes something: a verb such as `DROP SCHEMA`, and a name. */
export function psqlRemoval(settings: ConnectionSettings, verb: string, name: string): string {
  const cascade = verb === 'DROP SCHEMA' ? ' CASCADE' : ''
  return `${psqlCommand(settings)} -c ${shellWord(`${verb} ${quoteIdentifier(name)}${cascade}`)}`
}

function psqlCommand(settings: ConnectionSettings): string {
  const { user, database, sslMode, sslRootCert } = settings
  // The name that libpq has for it, which takes `+` for itself and not for a space.
  const mode = sslMode === 'no-verify' ? 'require' : sslMode
  const root = sslRootCert === undefined ? '' : `&sslrootcert=${encodeURIComponent(sslRootCert)}`
  const path = `${addressOf(settings)}/${encodeURIComponent(database)}?sslmode=${mode}${root}`
  return `psql ${shellWord(`postgres://${encodeURIComponent(user)}@${path}`)}`
}
