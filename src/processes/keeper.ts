import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Runs until its standard input ends, which it does however the process at the other end dies, and leaves nothing behind.
 * A job in the background has no standard input, hence the third descriptor.
 */
const KEEPER = `
exec 3<&0
program=$1 directory=$2 around=$3
shift 3
"$program" "$@" &
server=$!
{ cat <&3 >/dev/null; kill -QUIT $server; } 2>/dev/null &
wait $server
rm -rf "$directory"
test -z "$around" || rmdir "$around" 2>/dev/null
`

/** Who a process runs as; empty for the user of this one. */
export interface Account {
  readonly uid?: number
  readonly gid?: number
}

/** A program that goes when this process goes. */
export interface KeptProgram {
  readonly program: string
  readonly arguments: readonly string[]
  readonly account: Account
  /** Removed with all that is in it once the program has ended. */
  readonly directory: string
  /** Removed after it, if nothing else is in there. */
  readonly around?: string | undefined
}

/** A program that runs. `stop` ends it with SIGQUIT and waits until its directory is gone. */
export interface Kept {
  readonly process: ChildProcess
  readonly stop: () => Promise<void>
}

/** Starts a program that ends, and whose directory is removed, however this process ends. */
export function keep({ program, account, directory, around = '', ...more }: KeptProgram): Kept {
  const keeper = spawn(
    '/bin/sh',
    ['-c', KEEPER, 'keeper', program, directory, around, ...more.arguments],
    // A group of its own: an interrupt from the keyboard reaches it through the end of its input alone.
    { ...account, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'pipe'] },
  )
  // Writing nothing, ending it is all that is done with its input; a keeper that is gone already is no mistake.
  keeper.stdin.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()))
  return {
    process: keeper,
    stop: () => {
      keeper.stdin.end()
      return ended
    },
  }
}
