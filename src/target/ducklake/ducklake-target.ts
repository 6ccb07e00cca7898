import { TargetLost } from '../../model/errors.js'
import type { NodeChoice } from '../../model/plan.js'
import type { StateReport, StateUnavailable } from '../../model/state.js'
import type { Scope, Session, Target, TargetFacts } from '../../model/target.js'
import type { DuckDBTarget } from '../duckdb/duckdb-target.js'
import {
  dropSchema,
  type LakeCatalog,
  makeSchema,
  secretsDropped,
  secretsOf,
} from './lake-catalog.js'
import { LakeSession } from './lake-session.js'

/** What a lake target is made of. It closes the client; the catalog's target belongs to who opened that. */
export interface LakeParts {
  /** A DuckDB with the extensions loaded. */
  readonly client: DuckDBTarget
  readonly catalog: LakeCatalog
  /** What the extension calls its own version. */
  readonly extensionVersion: string
}

/**
 * The real DuckLake client: DuckDB with the extension, whose lake has its catalog in a file or in an endpoint. A scope
 * begins with a secret that knows where the lake is; the plan attaches it, so that what the client says then is an answer.
 */
export class DuckLakeTarget implements Target {
  readonly facts: TargetFacts

  constructor(private readonly parts: LakeParts) {
    const { client, catalog, extensionVersion } = parts
    const { name, version, nodes } = client.facts
    this.facts = {
      name,
      version: `${version} with ducklake ${extensionVersion}`,
      profile: 'ducklake',
      address: catalog.kind === 'file' ? 'in process' : catalog.target.facts.address,
      nodes,
    }
  }

  async reset(scope: Scope): Promise<void> {
    const { client, catalog } = this.parts
    await makeSchema(catalog, scope)
    try {
      await client.reset(scope)
      for (const sql of secretsOf(catalog)) await this.surely(sql, scope)
    } catch (error) {
      await dropSchema(catalog, scope)
      throw error
    }
  }

  async open(node: NodeChoice, scope: Scope): Promise<Session> {
    return new LakeSession(await this.parts.client.open(node, scope))
  }

  state(scope: Scope): Promise<readonly (StateReport | StateUnavailable)[]> {
    return this.parts.client.state(scope)
  }

  async clean(scope: Scope): Promise<void> {
    const { client, catalog } = this.parts
    for (const sql of secretsDropped(catalog)) {
      // A process that died has no secrets any more.
      await client.administer(sql, scope).catch(() => undefined)
    }
    await client.clean(scope)
    await dropSchema(catalog, scope)
  }

  async close(): Promise<void> {
    await this.parts.client.close()
  }

  private async surely(sql: string, scope: Scope): Promise<void> {
    const outcome = await this.parts.client.administer(sql, scope)
    if (outcome.kind === 'error') throw new TargetLost(this.facts.name, outcome.message)
  }
}
