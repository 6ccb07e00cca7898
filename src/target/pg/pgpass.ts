/** What a line of pgpass is looked up by. */
export interface PgpassKey {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
}

/**
 * The password of the first line of a pgpass file that fits, undefined if none does. Lines are
 * `host:port:database:user:password`, `*` fits everything, `\:` and `\\` stand for themselves.
 */
export function passwordFrom(pgpass: string, key: PgpassKey): string | undefined {
  const wanted = [key.host, String(key.port), key.database, key.user]
  for (const line of pgpass.split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const fields = fieldsOf(line)
    if (fields.length < 5) continue
    const plain = fields.map((field) => field.replace(/\\(.)/g, '$1'))
    if (wanted.every((want, i) => fields[i] === '*' || plain[i] === want)) return plain[4]
  }
  return undefined
}

/** Splits at colons that have no backslash before them. */
function fieldsOf(line: string): readonly string[] {
  const fields: string[] = []
  for (const [, field = '', separator] of line.matchAll(/((?:\\.|[^:\\])*)(:|$)/g)) {
    fields.push(field)
    if (separator === '') break
  }
  return fields
}
