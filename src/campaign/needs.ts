import type { FileNeeds } from '../corpus/sqllogictest/convert.js'
import { statement } from '../model/statement.js'
import type { Scope, Target } from '../model/target.js'
import type { Sides } from './trial.js'

/** The extensions that a target has loaded, lower case; undefined where it cannot be asked. */
export type Extensions = ReadonlySet<string> | undefined

const ASK_TIMEOUT_MS = 30_000
const ASK = 'SELECT lower(extension_name) FROM duckdb_extensions() WHERE loaded'

/** Asks both sides which extensions they have, in scopes of their own. Throws TargetLost. */
export async function extensionsOf(
  { reference, subject }: Sides,
  nextScope: () => Scope,
): Promise<readonly Extensions[]> {
  return [await ask(reference, nextScope()), await ask(subject, nextScope())]
}

async function ask(target: Target, scope: Scope): Promise<Extensions> {
  await target.reset(scope)
  try {
    const session = await target.open('any', scope)
    const { outcomes } = await session.send(statement(ASK), { timeoutMs: ASK_TIMEOUT_MS })
    await session.close()
    const [outcome] = outcomes
    return outcome?.kind === 'rows' ? new Set(outcome.rows.map(([name]) => name ?? '')) : undefined
  } finally {
    await target.clean(scope)
  }
}

/**
 * Says of each file why it cannot run on these sides, undefined where it can. The sides are asked
 * once, and only where a file needs an extension. Throws TargetLost.
 */
export async function needsOf(
  files: readonly (FileNeeds | undefined)[],
  sides: Sides,
  nextScope: () => Scope,
): Promise<(needs: FileNeeds | undefined) => string | undefined> {
  const isAsked = files.some((needs) => needs !== undefined && needs.extensions.length > 0)
  const has = isAsked ? await extensionsOf(sides, nextScope) : []
  return (needs) => needs && unmetNeed(needs, has, sides)
}

/** Why a file cannot run on these sides; undefined when it can. A side that could not be asked is believed to have it. */
export function unmetNeed(
  { extensions, files }: FileNeeds,
  has: readonly Extensions[],
  { profile }: Pick<Sides, 'profile'>,
): string | undefined {
  const sides = ['the reference', 'the subject']
  for (const [at, present] of has.entries()) {
    const missing = extensions.find((name) => present && !present.has(name))
    if (missing !== undefined) return `needs the extension ${missing}, which ${sides[at]} lacks`
  }
  if (!files || profile.capabilities.has('attach-file')) return undefined
  return 'uses files, and nobody said where both sides see the same ones (--subject-files)'
}
