import { UsageError } from '../model/errors.js'

/** A name in a text that each target binds when it sends the statement. `${schema}` has no name of its own. */
export interface Placeholder {
  readonly kind: 'schema' | 'db' | 'dir' | 'secret'
  readonly name: string | undefined
}

const PLACEHOLDER = /\$\{(?:(schema)|(schema|db|dir|secret):([a-z][a-z0-9_]*))\}/g

/**
 * The text with every placeholder replaced by what `resolve` says. What only looks like one (`${x}`, `${dir:Lake}`) stays:
 * it may be part of a string. Replacements are not read again.
 */
export function bindPlaceholders(
  text: string,
  resolve: (placeholder: Placeholder) => string,
): string {
  if (!text.includes('${')) return text
  return text.replace(PLACEHOLDER, (_, bare, kind, name) => resolve(placeholder(bare, kind, name)))
}

/** The placeholders of a text in order of appearance, repeated ones included. */
export function placeholdersIn(text: string): readonly Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, bare, kind, name]) =>
    placeholder(bare, kind, name),
  )
}

function placeholder(bare?: string, kind?: string, name?: string): Placeholder {
  return { kind: (bare ?? kind) as Placeholder['kind'], name }
}

/** `${secret:key}` and its like: the text that stands for a placeholder. */
export function placeholderText({ kind, name }: Placeholder): string {
  return name === undefined ? `\${${kind}}` : `\${${kind}:${name}}`
}

/** How the names of a scope are made: `${schema}` is the scope's, `${schema:x}` and `${db:x}` are `<scope>_x`. */
export interface PlaceholderNames {
  readonly schema: string
  /** The directory for `${dir:x}`; it exists when this returns. */
  readonly directory: (name: string) => string
  /** Undefined for a secret that nobody has given. */
  readonly secret: (name: string) => string | undefined
}

/** The naming rule that every target follows. Throws UsageError for an unknown secret. */
export function resolvePlaceholder(
  placeholder: Placeholder,
  { schema, directory, secret }: PlaceholderNames,
): string {
  const name = placeholder.name
  if (name === undefined) return schema
  switch (placeholder.kind) {
    case 'schema':
    case 'db':
      return `${schema}_${name}`
    case 'dir':
      return directory(name)
    case 'secret':
      return secret(name) ?? unknownSecret(name)
  }
}

function unknownSecret(name: string): never {
  throw new UsageError(
    `The secret "${name}" is not set.`,
    `Export GOLDENEYE_SECRET_${name.toUpperCase()}, or take the statements that use it out.`,
  )
}
