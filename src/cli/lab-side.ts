import { join } from 'node:path'
import type { TargetSpec } from '../config/target-spec.js'
import { type Lab, startLab } from '../lab/lab.js'
import { TargetLost } from '../model/errors.js'
import { LabKeeper } from './lab-keeper.js'
import { mutantNamed } from './mutant.js'
import type { Opened, Surroundings } from './opened-side.js'
import { openPgSide } from './pg-side.js'

type LabSpec = Extract<TargetSpec, { kind: 'lab' }>

/** Starts a lab, looks after its nodes and opens it. Throws TargetLost where it does not come up. */
export async function openLabSide(spec: LabSpec, around: Surroundings): Promise<Opened> {
  const lab = await started(spec, join(around.directory, 'lab'))
  around.onOpened(() => lab.close())
  const keeper = new LabKeeper(lab, around.onIncident)
  around.onOpened(() => keeper.close())
  const hosts = lab.endpoints.map(({ host, port }) => `${host}:${port}`).join(',')
  const url = `postgres://goldeneye@${hosts}/lab?sslmode=disable`
  return openPgSide({ kind: 'pg', name: spec.name, url, profile: 'lab', files: undefined }, around)
}

async function started({ name, nodes, mutant }: LabSpec, directory: string): Promise<Lab> {
  const mutations = new Set(mutant === undefined ? [] : [mutantNamed(mutant)])
  try {
    return await startLab({ nodes, directory, mutations })
  } catch (error) {
    throw new TargetLost(name, `it does not come up: ${(error as Error).message}`)
  }
}
