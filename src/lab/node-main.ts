import { Damaged } from './log/record.js'
import { type LabNode, startNode } from './node.js'
import {
  type Addressed,
  type Answered,
  EXIT_DAMAGED,
  EXIT_REBUILD,
  type NodeRequest,
} from './supervise/protocol.js'

/** What each process of the lab runs. It obeys its supervisor over IPC, and ends when the supervisor is gone. */
let node: LabNode | undefined

process.on('disconnect', () => {
  if (process.exitCode !== undefined) process.exit()
  // Not exit(): it waits for the statements that are running. What was acknowledged is on disk.
  process.kill(process.pid, 'SIGKILL')
})
process.on('message', (message: Addressed) => {
  void obey(message.request).then(
    (answer) => say({ id: message.id, answer }),
    (error: unknown) => fail(message.id, error),
  )
})

async function obey(request: NodeRequest): Promise<unknown> {
  switch (request.kind) {
    case 'start':
      node = await startNode(request.config, rebuild)
      return undefined
    case 'promise':
      return node?.promise(request.term)
    case 'lead':
      return node?.lead(request.term)
    case 'mutate':
      return node?.mutate(request.mutations)
    case 'status':
      return node?.status()
    case 'stop':
      await node?.close()
      process.exit(0)
  }
}

function rebuild(reason: string): void {
  process.stderr.write(`begins again: ${reason}\n`)
  process.exit(EXIT_REBUILD)
}

function fail(id: number, error: unknown): void {
  if (!(error instanceof Damaged)) {
    say({ id, error: String(error) })
    return
  }
  process.stderr.write(`refuses to start: ${error.message}\n`)
  say({ id, error: error.message })
  process.exitCode = EXIT_DAMAGED
  process.disconnect()
}

function say(answer: Answered): void {
  if (process.connected) process.send?.(answer)
}
