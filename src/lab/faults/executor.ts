import type { Execute } from '../log/entry.js'
import type { MachineSession } from '../replica/machine.js'
import type { Applied } from '../replica/messages.js'

/** Executes one entry of the log on this node. A fault wraps the executor beneath it. */
export type Executor = (session: MachineSession, entry: Execute, index: number) => Promise<Applied>
