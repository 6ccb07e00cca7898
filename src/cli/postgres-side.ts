import type { PostgresSpec } from '../config/target-spec.js'
import { TargetLost, UsageError } from '../model/errors.js'
import type { Profile } from '../model/profile.js'
import type { Target } from '../model/target.js'
import { openPgTarget } from '../target/pg/pg-target.js'
import { findPostgres } from '../target/postgres/binaries.js'
import { type PostgresCluster, startPostgresCluster } from '../target/postgres/cluster.js'
import { withFault } from '../target/postgres/faults/faulty-cluster.js'
import { CaughtUpTarget } from '../target/postgres/postgres-target.js'
import { ReplayWatch } from '../target/postgres/replication.js'
import { postgres } from '../target/profile/postgres.js'
import { postgresMutantNamed } from './mutant.js'
import type { Opened, Surroundings } from './opened-side.js'

/** Starts a PostgreSQL cluster and opens it. Throws UsageError where there is none to start, and TargetLost. */
export async function openPostgresSide(
  spec: PostgresSpec,
  { secrets, onOpened }: Surroundings,
): Promise<Opened> {
  const mutant = spec.mutant === undefined ? undefined : postgresMutantNamed(spec.mutant)
  const cluster = await started(spec)
  onOpened(() => cluster.stop())
  const fault = mutant && (await withFault(cluster, mutant))
  if (fault) onOpened(() => fault.stop())
  const { endpoints } = fault ?? cluster
  const profile: Profile = { ...postgres, reads: spec.reads }
  const open = async (): Promise<Target> => {
    const { name } = spec
    const inner = await openPgTarget({ name, endpoints, profile, files: undefined, secrets })
    const waits = spec.replication === 'async' && spec.reads === 'linearizable'
    const target = waits ? new CaughtUpTarget(inner, new ReplayWatch(endpoints)) : inner
    onOpened(() => target.close())
    return target
  }
  return {
    target: await open(),
    profile,
    endpoints,
    again: async () => ({ target: await open() }),
  }
}

async function started(spec: PostgresSpec): Promise<PostgresCluster> {
  const found = findPostgres({ directory: spec.directory, path: process.env.PATH })
  if (found.kind === 'none')
    throw new UsageError(`The target ${spec.name} cannot be started: ${found.reason}.`, found.hint)
  try {
    return await startPostgresCluster({ programs: found, ...spec })
  } catch (error) {
    throw new TargetLost(spec.name, `it does not come up: ${(error as Error).message}`)
  }
}
