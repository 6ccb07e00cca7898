import type { LoopVariables } from './conditions.js'

/** Where a file runs: what its keywords and variables stand for. */
export interface Surroundings {
  /** As its suite names it: `test/sql/insert.test`. */
  readonly testName: string
  /** The folder of which `data/` is a part, without a slash at its end; undefined where nobody knows it. */
  readonly repository: string | undefined
  /** Variables of the environment, and what `test-env` says. */
  readonly environment: ReadonlyMap<string, string>
  /** Different for each call. */
  readonly nextUuid: () => string
}

/** The folder of a test's own files. */
export const TEST_DIRECTORY = '${dir:test}'
/** Stands for the repository where it is not known; a text that keeps it cannot be run. */
export const UNKNOWN_REPOSITORY = '__UNKNOWN_REPOSITORY__'
/** Stands for the folder of DuckDB's build, which nobody has. */
export const BUILD_DIRECTORY = '__BUILD_DIRECTORY__'

/** The text with the keywords of DuckDB's runner and its variables replaced, in the runner's order. */
export function replaceKeywords(text: string, surroundings: Surroundings): string {
  if (!/[{_]/.test(text)) return text
  const { testName, environment } = surroundings
  const repository = surroundings.repository ?? UNKNOWN_REPOSITORY
  let replaced = text
  for (const [name, value] of [...environment, ...builtIn(surroundings, repository)]) {
    replaced = replaceVariable(replaced, name, value)
  }
  if (replaced.includes('{UUID}')) replaced = replaced.replaceAll('{UUID}', surroundings.nextUuid())
  return replaced
    .replaceAll('{TEST_DIR}', TEST_DIRECTORY)
    .replaceAll('__TEST_DIR__', TEST_DIRECTORY)
    .replaceAll('{BASE_TEST_NAME}', testName.replaceAll('/', '_'))
    .replaceAll('__WORKING_DIRECTORY__', repository)
}

/** The variables that DuckDB's runner sets by itself. */
function builtIn({ testName }: Surroundings, repository: string): readonly [string, string][] {
  return [
    ['WORKING_DIR', repository],
    ['DATA_DIR', `${repository}/data`],
    ['TEMP_DIR', TEST_DIRECTORY],
    ['CATALOG_DIR', `${TEST_DIRECTORY}/catalog`],
    ['BUILD_DIR', BUILD_DIRECTORY],
    ['TEST_NAME', testName],
    ['TEST_NAME__NO_SLASH', testName.replaceAll('/', '_')],
  ]
}

/** The text with the variables of loops replaced, the outermost loop's first. */
export function replaceVariables(text: string, variables: LoopVariables): string {
  if (variables.size === 0 || !text.includes('{')) return text
  let replaced = text
  for (const [name, value] of variables) replaced = replaceVariable(replaced, name, value)
  return replaced
}

/** `foreach a,b 1,2` sets two variables at once. */
export function splitVariables(
  name: string,
  value: string,
): readonly (readonly [string, string])[] {
  if (!name.includes(',')) return [[name, value]]
  const values = value.split(',')
  return name.split(',').map((part, index) => [part, values[index] ?? ''] as const)
}

/** `${name}` is the older spelling of `{name}`. */
function replaceVariable(text: string, name: string, value: string): string {
  if (!text.includes(`{${name}}`)) return text
  return text.replaceAll(`\${${name}}`, () => value).replaceAll(`{${name}}`, () => value)
}
