/** Replaces what is secret in a text. */
export type Masker = (text: string) => string

/** What stands in the place of a secret. */
export const MASK = '***'

/**
 * A secret shorter than this is not looked for by value: masking every `a` would destroy a report.
 */
const SECRET_LENGTH_MIN = 4

const URL_PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/?#@]*):([^\s/?#]+)@/gi
const PARAMETER_PASSWORD = /\b(password|passwd|pwd)=('(?:[^'\\]|\\.)*'|[^\s&;'"]+)/gi

/**
 * Masks passwords in URLs (`postgres://user:***@host`) and connection strings, and every given
 * secret by value: raw, URL-encoded, SQL-quoted and as JSON writes it.
 */
export function createMasker(secrets: readonly string[]): Masker {
  const forms = [...new Set(secrets.filter(longEnough).flatMap(formsOf))]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const byValue = forms.length > 0 ? new RegExp(forms.join('|'), 'g') : undefined
  return (text) => {
    const known = byValue ? text.replace(byValue, MASK) : text
    return known.replace(URL_PASSWORD, `$1:${MASK}@`).replace(PARAMETER_PASSWORD, `$1=${MASK}`)
  }
}

/**
 * Under these keys stand words of our own; a password that is such a word must not break the log.
 */
const OUR_WORDS: ReadonlySet<string> = new Set([
  'type',
  'kind',
  'role',
  'verdict',
  'status',
  'id',
  'seed',
])

/**
 * Masks every string inside a value that is to be written as JSON; a bigint becomes its decimal
 * text.
 */
export function maskDeep(value: unknown, mask: Masker): unknown {
  if (typeof value === 'string') return mask(value)
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map((item) => maskDeep(item, mask))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      OUR_WORDS.has(key) && typeof item === 'string' ? item : maskDeep(item, mask),
    ]),
  )
}

function longEnough(secret: string): boolean {
  return secret.length >= SECRET_LENGTH_MIN
}

function formsOf(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret),
    secret.replaceAll("'", "''"),
    JSON.stringify(secret).slice(1, -1),
  ]
}
