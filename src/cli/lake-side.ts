import type { LakeSpec, TargetSpec } from '../config/target-spec.js'
import { UsageError } from '../model/errors.js'
import type { SecretSource } from '../target/binder.js'
import type { DuckLakeTarget } from '../target/ducklake/ducklake-target.js'
import type { LakeCatalog } from '../target/ducklake/lake-catalog.js'
import { openLakeTarget } from '../target/ducklake/open-lake.js'
import { ducklake } from '../target/profile/ducklake.js'
import type { Opened } from './sides.js'

/** What opening a side needs of the others. */
interface Surroundings {
  readonly role: 'reference' | 'subject'
  readonly directory: string
  readonly extensionDirectory: string | undefined
  readonly secrets: SecretSource
  readonly openCatalog: (spec: TargetSpec) => Promise<Opened>
  /** Called with what closes each thing as soon as it is open. */
  readonly onOpened: (close: () => Promise<void>) => void
  readonly onReplaced: (name: string, death: string) => void
}

/** Opens the real client over its catalog. Throws LakeUnavailable, and what opening the catalog's target throws. */
export async function openLakeSide(spec: LakeSpec, around: Surroundings): Promise<Opened> {
  const opened = spec.catalog && (await around.openCatalog(spec.catalog))
  const open = async (name: string, catalog: LakeCatalog): Promise<DuckLakeTarget> => {
    const { directory, extensionDirectory, secrets } = around
    const onReplaced = (death: string) => around.onReplaced(name, death)
    const options = { name, directory, extensionDirectory, secrets, onReplaced }
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
