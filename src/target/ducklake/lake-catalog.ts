import type { Scope, Target } from '../../model/target.js'
import { quoteString } from '../../sql/identifiers.js'
import type { ConnectionSettings } from '../pg/connection-settings.js'

/** Where a lake keeps its catalog: in a DuckDB file of its scope, or in a schema of an endpoint. */
export type LakeCatalog =
  | { readonly kind: 'file' }
  | {
      readonly kind: 'endpoint'
      /** Makes the scope's schema there, and drops it again. */
      readonly target: Target
      /** What the client connects to: the hosts of which it takes the one that takes writes. */
      readonly endpoints: readonly ConnectionSettings[]
    }

/** The secret with which a plan attaches the lake: `ATTACH 'ducklake:${db:lake}' AS ${db:lake}`. */
const LAKE_SECRET = '${db:lake}'
/** The secret behind it, with what the endpoint is reached by. */
const ENDPOINT_SECRET = '${db:endpoint}'

/**
 * The statements that make a scope's secrets. The one of the lake has no password in it; the one of the endpoint holds it,
 * in memory only. Both name the scope's schema as the place of the catalog's tables.
 */
export function secretsOf(catalog: LakeCatalog): readonly string[] {
  const place = [
    "METADATA_SCHEMA '${schema}'",
    "DATA_PATH '${dir:lake}/data/'",
    ...(catalog.kind === 'file'
      ? ["METADATA_PATH '${dir:lake}/catalog.ducklake'"]
      : [
          "METADATA_PATH ''",
          `METADATA_PARAMETERS MAP {'TYPE': 'postgres', 'SECRET': '${ENDPOINT_SECRET}'}`,
        ]),
  ]
  const lake = `CREATE SECRET ${LAKE_SECRET} (TYPE ducklake, ${place.join(', ')})`
  if (catalog.kind === 'file') return [lake]
  return [endpointSecret(catalog.endpoints), lake]
}

/** The statements that drop them again. */
export function secretsDropped({ kind }: LakeCatalog): readonly string[] {
  const names = kind === 'file' ? [LAKE_SECRET] : [LAKE_SECRET, ENDPOINT_SECRET]
  return names.map((name) => `DROP SECRET IF EXISTS ${name}`)
}

/** libpq's own words. Of several hosts it takes the one that takes writes. */
function endpointSecret(endpoints: readonly ConnectionSettings[]): string {
  const [first] = endpoints as readonly [ConnectionSettings]
  const { sslMode } = first
  const options: Readonly<Record<string, string | undefined>> = {
    HOST: endpoints.map(({ host }) => host).join(','),
    PORT: endpoints.map(({ port }) => port).join(','),
    DBNAME: first.database,
    USER: first.user,
    PASSWORD: first.password,
    SSLMODE: sslMode === 'no-verify' ? 'require' : sslMode,
    SSLROOTCERT: first.sslRootCert,
    TARGET_SESSION_ATTRS: endpoints.length > 1 ? 'read-write' : undefined,
  }
  const said = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${quoteString(value)}`],
  )
  return `CREATE SECRET ${ENDPOINT_SECRET} (TYPE postgres, ${said.join(', ')})`
}

/** Makes the schema of the scope's catalog; in a file the client makes it. */
export async function makeSchema(catalog: LakeCatalog, scope: Scope): Promise<void> {
  if (catalog.kind === 'endpoint') await catalog.target.reset(scope)
}

/** Drops it with all its tables. */
export async function dropSchema(catalog: LakeCatalog, scope: Scope): Promise<void> {
  if (catalog.kind === 'endpoint') await catalog.target.clean(scope)
}
