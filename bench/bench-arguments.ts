import { type ParseArgsConfig, parseArgs } from 'node:util'
import { parseCount } from '../src/config/duration.js'
import { UsageError } from '../src/model/errors.js'

type Options = NonNullable<ParseArgsConfig['options']>

/** What the command line of a bench may hold beside `--help`. */
export interface BenchSyntax<T extends Options> {
  /** How it is run, such as `bench:shapes`. */
  readonly script: string
  readonly options?: T | undefined
  /** What words may follow, in their order; each may be left out. */
  readonly words?: readonly string[] | undefined
}

type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>
>

/**
 * Reads the command line of a bench. `--help` prints one line and ends the process with 0; what the bench does not know
 * ends it with 2, before anything is measured.
 */
export function benchArguments<const T extends Options = Record<never, never>>(
  syntax: BenchSyntax<T>,
): Parsed<T> {
  const { options = {} as T, words = [] } = syntax
  if (process.argv.includes('--help')) {
    console.log(usageOf(syntax))
    process.exit(0)
  }
  return orUsage(syntax, () => {
    const parsed = parseArgs({ options, allowPositionals: true, strict: true })
    const unknown = parsed.positionals[words.length]
    if (unknown !== undefined) throw new Error(`"${unknown}" is nothing that it knows`)
    return parsed as Parsed<T>
  })
}

/** Reads a flag that is a whole number of at least 1; another one ends the process with 2. */
export function benchCount(text: string, name: string, syntax: BenchSyntax<Options>): number {
  return orUsage(syntax, () => parseCount(text, name, { min: 1 }))
}

/** What `act` gives; a mistake of the user's ends the process with 2 and how the bench is run. */
export function orUsage<R>(syntax: BenchSyntax<Options>, act: () => R): R {
  try {
    return act()
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/[.\n](?:\s|$)/)
    const hint = error instanceof UsageError ? ` (${error.hint})` : ''
    console.error(`${syntax.script}: ${sentence}${hint}\n${usageOf(syntax)}`)
    return process.exit(2)
  }
}

/** A default that is longer is told by its kind. */
const DEFAULT_SHOWN_MAX = 30

function usageOf({ script, options = {}, words = [] }: BenchSyntax<Options>): string {
  const flags = Object.entries(options).map(([name, option]) => {
    if (option.type === 'boolean') return `[--${name}]`
    const usual = typeof option.default === 'string' ? option.default : ''
    const isShown = usual !== '' && usual.length <= DEFAULT_SHOWN_MAX
    return `[--${name} ${isShown ? usual : '<text>'}]`
  })
  const all = [...words.map((word) => `[${word}]`), ...flags]
  return ['usage: npm run', script, ...(all.length > 0 ? ['--', ...all] : [])].join(' ')
}
