import { describeOutcome, type Mismatch, type Profile } from '../../src/index.js'
import type { Protocol } from './attempts.js'

/** What else a client relies on: ends of failed transactions, probes, COPY. */
export function habitsOf(protocol: Protocol, profile: Profile): readonly Mismatch[] {
  return [...hollowCommits(protocol), ...probes(protocol, profile), ...copies(protocol)]
}

function hollowCommits({ hollow }: Protocol): readonly Mismatch[] {
  return hollow.map(({ stepIndex, because, tag }) => ({
    kind: 'mismatch',
    mismatch: 'tag',
    stepIndex,
    summary:
      'the COMMIT of a transaction that had failed is answered as a commit: a DuckLake client believes that it has committed',
    reference: `ROLLBACK, behind ${describeOutcome(because)}`,
    subject: tag ?? '',
    ignored: [],
  }))
}

/** DuckDB keeps the transaction, PostgreSQL does not; an endpoint has the contract that its profile says. */
function probes({ probes: failed }: Protocol, { statusAfterError }: Profile): readonly Mismatch[] {
  const isDue = statusAfterError === 'duckdb'
  const [first] = failed.filter(({ isTransactionAlive }) => isTransactionAlive !== isDue)
  if (!first) return []
  const contract = isDue
    ? 'a DuckLake client that knows it as a DuckDB catalog goes on in the same transaction, where every statement now fails'
    : 'a DuckLake client that knows it as a PostgreSQL catalog begins anew for nothing'
  return [
    {
      kind: 'mismatch',
      mismatch: 'status',
      stepIndex: first.stepIndex,
      summary: `the probe of a missing table ${isDue ? 'fails its' : 'leaves its'} transaction${isDue ? '' : ' alive'}: ${contract}`,
      reference: isDue ? 'the transaction is still open' : 'the transaction has failed',
      subject: describeOutcome(first.failure),
      ignored: [],
    },
  ]
}

function copies({ copies: refused }: Protocol): readonly Mismatch[] {
  const [first] = refused
  if (!first) return []
  return [
    {
      kind: 'mismatch',
      mismatch: 'outcome',
      stepIndex: first.stepIndex,
      summary:
        'the endpoint refuses COPY: a DuckLake client reads every metadata table by COPY ... TO STDOUT and cannot attach, ' +
        'unless its user sets pg_use_text_protocol',
      reference: 'the rows of the table',
      subject: describeOutcome(first.failure),
      ignored: [],
    },
  ]
}
