import {
  COLUMN_TYPES,
  type Dice,
  defineWorkload,
  newScript,
  planFrom,
  type ScalarType,
  type Script,
  type Statement,
  send,
  story,
  type WireForm,
  type WorkloadContext,
} from '../../src/index.js'
import { echoed, inLists, inRows } from './statements.js'

/** Types in one statement: few, so that what is left of it when it is reduced can be read. */
const TYPES_TOGETHER = 4
const STEPS_TOGETHER_MAX = 5
const STATEMENTS_MAX = Math.ceil(COLUMN_TYPES.length / TYPES_TOGETHER)

interface World {
  readonly context: WorkloadContext
  readonly script: Script
  /** The types whose turn has not come. */
  readonly waiting: ScalarType[]
  statements: number
}

export const types = defineWorkload({
  name: 'types',
  summary:
    'The edges of every type in text and in binary: as columns, in lists, and as parameters.',
  requires: ['duckdb-types'],
  features: [
    ...new Set(COLUMN_TYPES.map(({ feature }) => feature)),
    'in-rows',
    'in-lists',
    'as-parameters',
  ],
  plan: (context) =>
    story<World>({
      begin: (dice) => ({
        context,
        script: newScript([{ name: 'a', node: 'any' }]),
        waiting: shuffled(COLUMN_TYPES, dice),
        statements: 0,
      }),
      intents: [{ weight: 1, act: nextTypes }],
      length: { min: STATEMENTS_MAX, max: STATEMENTS_MAX },
      full: ({ script }) => script.steps.length > context.maxSteps - STEPS_TOGETHER_MAX,
      end: ({ script }) => planFrom(script),
    }),
})

/** The next types in rows, and either in lists or as parameters. */
function nextTypes(world: World, dice: Dice): void {
  const next = world.waiting.splice(0, TYPES_TOGETHER)
  if (next.length === 0) return
  for (const { feature } of next) world.script.features.add(feature)
  tell(world, 'in-rows', inRows(next, dice))
  if (dice.chance(1, 2)) tell(world, 'in-lists', inLists(next, dice))
  else tell(world, 'as-parameters', echoed(next, dice))
}

/** One statement in text and, where the endpoint has it, in binary (parameters too) and by COPY. */
function tell(world: World, feature: string, statement: Statement): void {
  const { script, context } = world
  const same = `t${world.statements}`
  world.statements += 1
  script.features.add(feature)
  send(script, 'a', { ...statement, same })
  if (feature === 'in-rows' && context.supports('copy-to-stdout'))
    send(script, 'a', { ...statement, same, delivery: 'copy' })
  if (!context.supports('binary-results')) return
  const inBinary = statement.params.length > 0 && context.supports('binary-parameters')
  const wire: WireForm = { results: 'binary', ...(inBinary && { parameters: 'binary' }) }
  send(script, 'a', { ...statement, same, delivery: 'extended', wire })
}

function shuffled<T>(list: readonly T[], dice: Dice): T[] {
  const left = [...list]
  return list.map(() => left.splice(dice.below(left.length), 1)[0] as T)
}
