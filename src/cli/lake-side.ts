import type { LakeSpec, TargetSpec } from '../config/target-spec.js'
import { UsageError } from '../model/errors.js'
import type { DuckLakeTarget } from '../target/ducklake/ducklake-target.js'
import type { LakeCatalog } from '../target/ducklake/lake-catalog.js'
import { openLakeTarget } from '../target/ducklake/open-lake.js'
import { ducklake } from '../target/profile/ducklake.js'
import { tellReplaced } from './duckdb-side.js'
import type { Opened, Surroundings } from './opened-side.js'

/** Opens the real client over its catalog. Throws LakeUnavailable, and what opening the catalog's target throws. */
export async function openLakeSide(
  spec: LakeSpec,
  around: Surroundings,
  openCatalog: (spec: TargetSpec) => Promise<Opened>,
): Promise<Opened> {
  const opened = spec.catalog && (await openCatalog(spec.catalog))
  const open = async (name: string, catalog: LakeCatalog): Promise<DuckLakeTarget> => {
    const { directory, extensionDirectory, secrets } = around
    const onReplaced = (death: string) => tellReplaced(name, death, around.onIncident)
    const own = { name, label: spec.name, directory, onReplaced }
    const options = { ...own, extensionDirectory, secrets }
    const target = await openLakeTarget(options, catalog)
    around.onOpened(() => target.close())
    return target
  }
  return {
    target: await open(around.role, catalogIn(opened)),
    profile: ducklake,
    again: async (name) => {
      const again = opened && (await opened.again(name))
      return { target: await open(name, catalogIn(opened && { ...opened, ...again })) }
    },
  }
}

function catalogIn(opened: Opened | undefined): LakeCatalog {
  if (opened === undefined) return { kind: 'file' }
  const { target, profile, endpoints = [] } = opened
  const [first] = endpoints
  if (first === undefined) {
    throw new UsageError('that target has no endpoint for a client', 'use one with a URL')
  }
  // Where followers take no writes, the client has to find the one that does.
  const reached = profile.followers === 'read-only' ? endpoints : [first]
  return { kind: 'endpoint', target, endpoints: reached }
}
