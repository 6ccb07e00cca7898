import { parseCount } from '../config/duration.js'
import { LAB_NODES_MAX } from '../config/target-spec.js'
import {
  LAB_ACTIONS,
  type LabAction,
  type LabState,
  labAct,
  labDown,
  labStatus,
  labUp,
} from '../lab/daemon.js'
import { UsageError } from '../model/errors.js'
import { mutantNamed } from './mutant.js'
import { nearest } from './nearest.js'

export interface LabFlags {
  readonly nodes?: string
  readonly mutant?: string
  readonly directory?: string
  readonly json?: boolean
}

/** `goldeneye lab <action> [node]`: the cluster that goes on in the background until `lab down`. */
export async function lab(
  action: string,
  node: string | undefined,
  flags: LabFlags,
): Promise<number> {
  switch (action) {
    case 'up': {
      const nodes = parseCount(flags.nodes ?? '3', '--nodes', { min: 1, max: LAB_NODES_MAX })
      const mutants = flags.mutant === undefined ? [] : [mutantNamed(flags.mutant)]
      print(await labUp({ directory: flags.directory, nodes, mutants }), flags)
      return 0
    }
    case 'status':
      print(await labStatus(flags.directory), flags)
      return 0
    case 'down':
      await labDown(flags.directory)
      process.stdout.write('the lab is down; its data stays\n')
      return 0
    default:
      print(await labAct(actionNamed(action), nodeGiven(action, node), flags.directory), flags)
      return 0
  }
}

function actionNamed(name: string): LabAction {
  const found = LAB_ACTIONS.find((action) => action === name)
  if (found) return found
  const known = ['up', 'down', 'status', ...LAB_ACTIONS]
  const close = nearest(name, known)
  throw new UsageError(
    `the lab cannot "${name}"`,
    close ? `did you mean ${close}?` : `it can ${known.join(', ')}`,
  )
}

function nodeGiven(action: string, node: string | undefined): string {
  if (node !== undefined) return node
  throw new UsageError(`lab ${action} needs a node`, `for example goldeneye lab ${action} n2`)
}

function print(state: LabState, { json }: LabFlags): void {
  process.stdout.write(
    json ? `${JSON.stringify(state, null, 2)}\n` : `${lines(state).join('\n')}\n`,
  )
}

function lines({ directory, mutants, endpoints, leader, nodes }: LabState): readonly string[] {
  const hosts = endpoints.map(({ host, port }) => `${host}:${port}`).join(',')
  return [
    `${nodes.length} nodes in ${directory}, ${leader === undefined ? 'no leader' : `${leader} leads`}${mutants.length > 0 ? `, mutant ${mutants.join(', ')}` : ''}`,
    ...nodes.map(({ name, state, appliedIndex, reason }) => {
      const endpoint = endpoints.find((one) => one.name === name)
      const applied = appliedIndex === undefined ? '' : `  applied ${appliedIndex}`
      return `${name}  ${state.padEnd(7)} ${endpoint?.host}:${endpoint?.port}${applied}${reason ? `  ${reason}` : ''}`
    }),
    `goldeneye run --profile lab --subject 'postgres://goldeneye@${hosts}/lab'`,
  ]
}
