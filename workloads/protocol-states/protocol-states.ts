import { defineWorkload, planFrom, story } from '../../src/index.js'
import { cancelIdle, cancelRunning } from './cancels.js'
import { describeInTransaction, describeSequence, describeSideEffects } from './describing.js'
import { emptyBetween, emptyText } from './empties.js'
import { namedAfterChange, namedAfterError, namedTooEarly, namedWithOtherValues } from './named.js'
import {
  readsAroundError,
  transactionInPipeline,
  twoStatements,
  writesAroundError,
} from './pipelines.js'
import { abandonPortal, pagesInTransaction } from './portals.js'
import { compileError, failedTransaction, leaveTransaction } from './transactions.js'
import { look, newWorld, type World } from './world.js'

/** Steps kept free for the longest scene and the last reads. */
const CLOSING_STEPS = 12

export const protocolStates = defineWorkload({
  name: 'protocol-states',
  summary:
    'Errors, cancels, abandoned portals and half-sent transactions, and what the session is in afterwards.',
  // Its SQL is PostgreSQL's as well, whose protocol this is.
  requires: ['multi-session', 'schemas', 'transactions', 'returning'],
  features: [
    'pipeline-error-one-sync',
    'pipeline-error-each',
    'skip-until-sync',
    'pipeline-writes-each',
    'pipeline-transaction',
    'pipeline-transaction-fails',
    'second-statement-fails',
    'second-statement-fails-in-transaction',
    'refused-in-failed-transaction',
    'failed-commit',
    'failed-rollback',
    'compile-error-in-transaction',
    'connection-ends-in-transaction',
    'cancel-running',
    'cancel-in-transaction',
    'cancel-idle',
    'cancel-idle-in-transaction',
    'abandoned-portal',
    'abandoned-portal-in-transaction',
    'pages-in-transaction',
    'described-write',
    'described-nextval',
    'described-in-transaction',
    'named-after-error',
    'named-other-parameters',
    'named-after-change',
    'named-too-early',
    'empty',
    'empty-in-transaction',
    'empty-between',
  ],
  plan: (context) =>
    story<World>({
      begin: () => newWorld(context),
      intents: [
        { weight: 6, act: readsAroundError },
        { weight: 6, act: writesAroundError },
        { weight: 6, act: transactionInPipeline },
        { weight: 5, act: twoStatements },
        { weight: 6, act: failedTransaction },
        { weight: 4, act: compileError },
        { weight: 2, act: leaveTransaction },
        { weight: 1, act: cancelRunning },
        { weight: 3, act: cancelIdle },
        { weight: 5, act: abandonPortal },
        { weight: 3, act: pagesInTransaction },
        { weight: 4, act: describeSideEffects },
        { weight: 2, act: describeSequence },
        { weight: 2, act: describeInTransaction },
        { weight: 3, act: namedAfterError },
        { weight: 3, act: namedWithOtherValues },
        { weight: 3, act: namedAfterChange },
        { weight: 2, act: namedTooEarly },
        { weight: 3, act: emptyText },
        { weight: 2, act: emptyBetween },
      ],
      length: { min: 5, max: 14 },
      full: ({ script }) => script.steps.length >= context.maxSteps - CLOSING_STEPS,
      end: (world) => {
        for (const { name } of world.script.sessions) look(world, name)
        return planFrom(world.script)
      },
    }),
})
