import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { UsageError } from '../model/errors.js'
import { LAB_NODES_MAX, POSTGRES_READS, REPLICATIONS } from './target-spec.js'

/** The config file that is read when it is there and no other is named. */
export const CONFIG_FILE = 'goldeneye.config.json'

const fromEnvironment = z.strictObject({ env: z.string().min(1) })

const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('duckdb'),
    threads: z.number().int().min(1).max(64).default(1),
  }),
  z.strictObject({
    kind: z.literal('lab'),
    nodes: z.number().int().min(1).max(LAB_NODES_MAX).default(3),
    mutant: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('postgres'),
    replication: z.enum(REPLICATIONS).default('async'),
    reads: z.enum(POSTGRES_READS).default('linearizable'),
    standbys: z
      .number()
      .int()
      .min(1)
      .max(LAB_NODES_MAX - 1)
      .default(2),
    directory: z.string().optional(),
    mutant: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('pg'),
    url: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://'),
    /** Only by reference: a password never stands in a file. */
    password: fromEnvironment.optional(),
    profile: z.string().optional(),
    files: z.string().optional(),
  }),
])

const configSchema = z.strictObject({
  $schema: z.string().optional(),
  targets: z.record(z.string(), targetSchema).default({}),
  reference: z.string().optional(),
  subject: z.string().optional(),
  workloads: z.array(z.string()).optional(),
  seed: z.string().optional(),
  cases: z.number().int().positive().optional(),
  duration: z.string().optional(),
  maxFindings: z.number().int().positive().optional(),
  timeout: z.string().optional(),
  out: z.string().optional(),
  /** The folder with the extensions of the DuckLake client. */
  extensionDir: z.string().optional(),
  /** The folder of accepted differences. */
  knownDifferences: z.string().optional(),
})

export type Config = z.output<typeof configSchema>
export type TargetConfig = z.output<typeof targetSchema>

/** Reads a config file; without a path, the one of this folder if there is one. Throws UsageError with what is wrong. */
export function loadConfig(path: string | undefined): Config {
  const file = resolve(path ?? CONFIG_FILE)
  const text = readConfig(file, path !== undefined)
  if (text === undefined) return configSchema.parse({})
  const parsed = configSchema.safeParse(parseJson(text, file))
  if (parsed.success) return parsed.data
  throw new UsageError(
    `${file} is no valid config: ${parsed.error.issues.map(inWords).join('; ')}`,
    'mend the file, or name another one with --config',
  )
}

/** `targets.prod.url: must begin with postgres://`. Never a value of the file, which may hold a secret. */
function inWords({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}

function readConfig(file: string, asked: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    if (code === 'ENOENT' && !asked) return undefined
    throw new UsageError(
      `the config file ${file} cannot be read (${code})`,
      'name another one with --config',
    )
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // The parser's own message may quote the file, which may hold a secret.
    const position = /position (\d+)/.exec(String(error))?.[1]
    const line = position && text.slice(0, Number(position)).split('\n').length
    throw new UsageError(
      `${file} is no JSON${line ? ` (line ${line})` : ''}`,
      'mend the file, or name another one with --config',
    )
  }
}
