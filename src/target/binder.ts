import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Outcome, Reply } from '../model/outcome.js'
import {
  bindPlaceholders,
  type Placeholder,
  type PlaceholderNames,
  placeholderText,
  resolvePlaceholder,
} from '../sql/placeholders.js'
import { mapBinaryArray } from './binary-array.js'

/** Gives the secret of a name; undefined for one that it does not know. */
export type SecretSource = (name: string) => string | undefined

/**
 * Where `${dir:x}` is, as `<directory>/<scope>/<x>`. `shared`: this process makes it, and the endpoint sees the same file
 * system. `endpoint`: a path of the endpoint's own, which makes what is missing below it.
 */
export interface FilesPlace {
  readonly kind: 'shared' | 'endpoint'
  readonly directory: string
}

export interface BinderOptions {
  readonly files: FilesPlace
  readonly secrets?: SecretSource | undefined
}

/** So many characters at the end of some bytes are no sign of a secret. */
const SHOWN_OF_SECRET_MAX = 2

const MACRO = /\b(?:macro|function|(?:from|import)\s+database)\b/i

/**
 * Binds the placeholders of one scope, and puts them back where an endpoint repeats what was bound: names and paths differ
 * from execution to execution, and a secret must not stay in an outcome.
 */
export class Binder {
  /** Whether a text that was bound may have made a macro. */
  mayHaveMacros = false
  private readonly directories = new Set<string>()
  private readonly names: PlaceholderNames
  /** What was bound, with the placeholder that stands for it; the longest first. */
  private bound: ReadonlyMap<string, string>
  /** Secrets among what was bound. Everything else holds the scope's name, so that one look tells that nothing is there. */
  private readonly secrets: string[] = []

  constructor(
    readonly schema: string,
    private readonly options: BinderOptions,
  ) {
    this.bound = new Map([[schema, '${schema}']])
    this.names = {
      schema,
      directory: (name) => this.makeDirectory(name),
      secret: (name) => options.secrets?.(name),
    }
  }

  /** Throws UsageError when the text names a secret that nobody gave. */
  bind(text: string): string {
    if (MACRO.test(text)) this.mayHaveMacros = true
    return bindPlaceholders(text, (placeholder) => {
      const replacement = resolvePlaceholder(placeholder, this.names)
      this.remember(replacement, placeholder)
      return replacement
    })
  }

  /** Puts placeholders back. */
  redact(text: string): string {
    if (!text.includes(this.schema) && !this.secrets.some((secret) => text.includes(secret))) {
      return text
    }
    let clean = text
    for (const [said, placeholder] of this.bound) {
      clean = this.secrets.includes(said)
        ? clean.replaceAll(said, placeholder)
        : replaceName(clean, said, placeholder)
    }
    return clean
  }

  /** As `redactOutcome`, for all of an answer, what was said beside it included. */
  redactReply(reply: Reply): Reply {
    const { outcomes, notices } = reply
    const said = notices?.map((one) => ({ ...one, message: this.redact(one.message) }))
    return {
      ...reply,
      outcomes: outcomes.map((outcome) => this.redactOutcome(outcome)),
      ...(said && { notices: said }),
    }
  }

  redactOutcome(outcome: Outcome): Outcome {
    if (outcome.kind === 'error') return { ...outcome, message: this.redact(outcome.message) }
    if (outcome.kind === 'unknown') return { ...outcome, detail: this.redact(outcome.detail) }
    if (outcome.kind === 'violation') return { ...outcome, hex: this.redactHex(outcome.hex) }
    if (outcome.kind !== 'rows') return outcome
    const isBinary = outcome.columns.map(
      ({ type }) => type.kind === 'pg' && type.format !== undefined,
    )
    const rows = outcome.rows.map((row) =>
      row.map((cell, at) => (cell === null ? null : this.redactCell(cell, isBinary[at] === true))),
    )
    return { ...outcome, rows }
  }

  /** Inside of a binary array an element has its length before it, which changes with it. */
  private redactCell(cell: string, isBinary: boolean): string {
    const clean = this.redact(cell)
    if (!isBinary || clean === cell) return clean
    return mapBinaryArray(cell, (element) => this.redact(element)) ?? clean
  }

  /** Bytes that show a violation are cut somewhere, so a secret may end with them before its own end. */
  private redactHex(hex: string): string {
    let clean = hex
    for (const [said, placeholder] of this.bound)
      clean = clean.replaceAll(hexOf(said), hexOf(placeholder))
    const begun = this.secrets.flatMap((secret) =>
      Array.from(secret, (_, i) => hexOf(secret.slice(0, i + 1)))
        .slice(SHOWN_OF_SECRET_MAX)
        .filter((part) => clean.endsWith(part)),
    )
    return clean.slice(0, clean.length - Math.max(0, ...begun.map(({ length }) => length)))
  }

  private remember(replacement: string, placeholder: Placeholder): void {
    if (replacement === '' || this.bound.has(replacement)) return
    if (placeholder.kind === 'secret') this.secrets.push(replacement)
    const all = [...this.bound, [replacement, placeholderText(placeholder)] as const]
    this.bound = new Map(all.sort(([a], [b]) => b.length - a.length))
  }

  /** The folder of everything that this binder made; undefined where it made nothing. */
  get madeFolder(): string | undefined {
    if (this.directories.size === 0) return undefined
    return join(resolve(this.options.files.directory), this.schema)
  }

  /** Removes the directories that this binder made. */
  removeDirectories(): void {
    const made = this.madeFolder
    if (made !== undefined) rmSync(made, { recursive: true, force: true })
    this.directories.clear()
  }

  private makeDirectory(name: string): string {
    const { kind, directory } = this.options.files
    if (kind === 'endpoint') return join(directory, this.schema, name)
    const path = join(resolve(directory), this.schema, name)
    if (!this.directories.has(path)) mkdirSync(path, { recursive: true })
    this.directories.add(path)
    return path
  }
}

function hexOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex')
}

/** Replaces a name where it ends: `goldeneye_1` is not a part of `goldeneye_10`. */
function replaceName(text: string, name: string, placeholder: string): string {
  return text
    .split(name)
    .reduce((before, after) => before + (/^[A-Za-z0-9]/.test(after) ? name : placeholder) + after)
}
