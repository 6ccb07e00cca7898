import { loadConfig } from '../config/config.js'
import { lakeCatalogText, type TargetSpec } from '../config/target-spec.js'
import type { Workload } from '../model/workload.js'
import { LakeUnavailable } from '../target/ducklake/open-lake.js'
import type { TargetIncident } from './opened-side.js'
import { flagOr, type SideSpecs, type TargetFlags } from './settings.js'
import { type OpenedSides, openSides } from './sides.js'

/** Whether all of these are for the real DuckLake client: then both sides have to be one. */
export function areForClients(workloads: readonly Workload[]): boolean {
  return workloads.every(({ requires }) => requires.includes('ducklake-client'))
}

/**
 * The same flags with the client in front of both sides: `--subject lab` becomes `--subject ducklake:lab`, and so it is
 * printed in commands that run something again.
 */
export function withClients<T extends TargetFlags>(flags: T): T {
  const config = loadConfig(flags.config ?? process.env.GOLDENEYE_CONFIG)
  return {
    ...flags,
    reference: inFrontOf(flagOr(flags.reference, 'reference', config.reference) ?? 'duckdb'),
    subject: inFrontOf(flagOr(flags.subject, 'subject', config.subject) ?? 'lab'),
  }
}

function inFrontOf(target: string): string {
  if (target === 'none' || lakeCatalogText(target) !== undefined) return target
  return target === 'duckdb' ? 'ducklake' : `ducklake:${target}`
}

/** Both sides, and why the client is not in front of them where it should be. */
export interface SidesForRun {
  readonly opened: OpenedSides
  /** One sentence without a full stop. */
  readonly withoutClient: string | undefined
}

/** Opens both sides; where the client cannot be had, what its catalogs are in, so that a run can say that and end. */
export async function openSidesForRun(
  specs: SideSpecs,
  onIncident: (incident: TargetIncident) => void,
): Promise<SidesForRun> {
  try {
    return { opened: await openSides(specs, onIncident), withoutClient: undefined }
  } catch (error) {
    if (!(error instanceof LakeUnavailable)) throw error
    const opened = await openSides(withoutClients(specs), onIncident)
    return { opened, withoutClient: `${error.message}; ${error.hint}` }
  }
}

function withoutClients(specs: SideSpecs): SideSpecs {
  return { ...specs, reference: behind(specs.reference), subject: behind(specs.subject) }
}

function behind(spec: TargetSpec): TargetSpec {
  if (spec.kind !== 'ducklake') return spec
  return spec.catalog ?? { kind: 'duckdb', name: 'duckdb', threads: 1 }
}
