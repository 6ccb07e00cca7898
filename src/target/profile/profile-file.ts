import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { UsageError } from '../../model/errors.js'
import { CAPABILITIES, PROJECTIONS, type Profile, type TypeSpelling } from '../../model/profile.js'
import { parseDuckType, typeKey } from '../../values/duck-type.js'

/** The version of the format, which a file names in its first line. */
const FORMAT = 1

const typeSchema = z.union([
  z.strictObject({ missing: z.literal(true) }),
  z.strictObject({
    /** 0 where no value of the type came back whole. */
    oid: z.number().int(),
    /** PostgreSQL's type modifier; -1 is left out. */
    modifier: z.number().int().optional(),
    /** The text in which a telling value came. */
    text: z.string().nullable(),
    lossy: z.strictObject({ as: z.enum(PROJECTIONS), because: z.string() }).optional(),
    /** The ways that refuse the type, and the edge values that are refused on others. */
    refused: z.array(z.string()).optional(),
    refusedValues: z.number().int().optional(),
    /** The ways on which values come back wrong. */
    wrong: z.array(z.string()).optional(),
  }),
])

const fileSchema = z.strictObject({
  goldeneye: z.string(),
  endpoint: z.string(),
  capabilities: z.array(z.enum(CAPABILITIES)),
  statusAfterError: z.enum(['duckdb', 'postgres']),
  batches: z.enum(['each', 'transaction']).optional(),
  sql: z.literal('postgres').optional(),
  followers: z.literal('read-only').optional(),
  reads: z.enum(['linearizable', 'local']),
  sessionSetup: z.array(z.string()),
  leaderQuery: z.string().optional(),
  types: z.record(z.string(), typeSchema),
})

/** What an endpoint was found to be, as it stands in a file. Types by DuckDB's whole spelling. */
export type ProfileFile = z.output<typeof fileSchema>
export type TypeEntry = z.output<typeof typeSchema>

/** Whether `--profile` names a file and not one of the profiles that goldeneye has. */
export function isProfilePath(name: string): boolean {
  return name.endsWith('.json') || name.includes('/')
}

/** Throws UsageError, one sentence and what to do, when the file is no profile of this version or of an earlier one. */
export function readProfileFile(path: string): ProfileFile {
  const json = parseJson(readText(path), path)
  refuseNewer(json, path)
  const parsed = fileSchema.safeParse(json)
  if (!parsed.success)
    throw refused(
      `${path} is no profile: ${parsed.error.issues.slice(0, 3).map(inWords).join('; ')}`,
    )
  for (const type of Object.keys(parsed.data.types)) checkType(type, path)
  return parsed.data
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ENOENT') throw refused(`the profile ${path} cannot be read (${code})`)
    throw refused(`there is no profile file ${path}`)
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refused(`${path} is no JSON`)
  }
}

function refuseNewer(json: unknown, path: string): void {
  const said = (json as { readonly goldeneye?: unknown } | null)?.goldeneye
  const format = /^profile (\d+)$/.exec(typeof said === 'string' ? said : '')?.[1]
  if (format === undefined) throw refused(`${path} is no profile of goldeneye`)
  if (Number(format) <= FORMAT) return
  throw new UsageError(
    `${path} was written by a newer goldeneye (format ${format}, this one reads ${FORMAT})`,
    'use that goldeneye, or write the file again with goldeneye probe profile',
  )
}

function checkType(type: string, path: string): void {
  try {
    parseDuckType(type)
  } catch {
    throw refused(`${path} is no profile: "${type.slice(0, 80)}" is no type of DuckDB`)
  }
}

function inWords({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}

function refused(message: string): UsageError {
  return new UsageError(message, 'write one with goldeneye probe profile --output <file>')
}

/** The file's text: sorted, a line for each type, nothing in it that differs from run to run. */
export function printProfileFile(file: ProfileFile): string {
  const { goldeneye: _, endpoint, types, capabilities, ...rest } = file
  const head = [
    member('goldeneye', `profile ${FORMAT}`),
    member('endpoint', endpoint),
    `  "capabilities": [\n${sorted(capabilities)
      .map((one) => `    ${JSON.stringify(one)}`)
      .join(',\n')}\n  ]`,
    ...sorted(Object.keys(rest)).flatMap((name) => {
      const value = rest[name as keyof typeof rest]
      return value === undefined ? [] : [member(name, value)]
    }),
  ]
  const lines = sorted(Object.keys(types)).map(
    (name) => `    ${JSON.stringify(name)}: ${oneLine(types[name] as TypeEntry)}`,
  )
  return `{\n${[...head, `  "types": {\n${lines.join(',\n')}\n  }`].join(',\n')}\n}\n`
}

function member(name: string, value: unknown): string {
  return `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`
}

/** An object on one line, its members in the order of their names. */
export function oneLine(entry: object): string {
  const members = Object.entries(entry).filter(([, value]) => value !== undefined)
  const texts = members
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
  return `{ ${texts.join(', ')} }`
}

function sorted<T extends string>(names: readonly T[]): readonly T[] {
  return [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

/** The profile that a file stands for; its name is that of the file. Throws UsageError as readProfileFile does. */
export function profileFromFile(path: string): Profile {
  const { types, capabilities, goldeneye: _, endpoint, ...rest } = readProfileFile(path)
  return {
    ...rest,
    name: basename(path).replace(/(?:\.profile)?\.json$/, ''),
    summary: `Learned from ${endpoint}.`,
    capabilities: new Set(capabilities),
    types: spellingsOf(types),
  }
}

/** By the types' keys: INTEGER[] and VARCHAR[] are both LIST. */
function spellingsOf(types: ProfileFile['types']): ReadonlyMap<string, TypeSpelling> {
  const byKey = new Map<string, Present[]>()
  for (const [name, entry] of Object.entries(types)) {
    if ('missing' in entry || entry.oid === 0) continue
    const key = typeKey(parseDuckType(name))
    byKey.set(key, [...(byKey.get(key) ?? []), entry])
  }
  return new Map([...byKey].map(([key, entries]) => [key, spellingOf(entries)]))
}

type Present = Exclude<TypeEntry, { missing: true }>

/** A loss is one of the whole key only where all of its types have it: a list of integers loses no digits of a second. */
function spellingOf(entries: readonly Present[]): TypeSpelling {
  const lossy = entries[0]?.lossy
  const isShared = entries.every((entry) => entry.lossy?.as === lossy?.as)
  const textOnly = (['result', 'parameter'] as const)
    .filter((of) => entries.every(({ refused }) => refused?.includes(`${of} binary`)))
    .map((of) => `${of}s` as const)
  return {
    oids: [...new Set(entries.map(({ oid }) => oid))],
    ...(lossy && isShared ? { lossy } : {}),
    ...(textOnly.length > 0 ? { textOnly } : {}),
  }
}
