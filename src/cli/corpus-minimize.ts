import { type Choice, chooseCases } from '../corpus/minimize/choose.js'
import { unreachable } from '../model/errors.js'
import { EXIT } from './exit.js'
import { Interrupt } from './interrupt.js'
import { confirmed, copyInto, deleteFiles } from './minimize-apply.js'
import { type MinimizedFile, minimizedFiles, minimizedFilesIfAny } from './minimize-files.js'
import { type Incoming, incomingFiles, merge, mergedText } from './minimize-merge.js'
import { candidatesOf, type Observed, withObserved } from './minimize-observe.js'
import { type MinimizeFlags, type MinimizeTask, minimizeTask } from './minimize-task.js'
import { counted, type Minimized, minimizedJson, minimizedText } from './minimize-words.js'

/**
 * `goldeneye corpus minimize [folder...]`: the cheapest cases that have all features of all cases. Changes nothing unless
 * it is asked to. Gives the exit code.
 */
export async function corpusMinimize(
  folders: readonly string[],
  flags: MinimizeFlags,
): Promise<number> {
  const task = minimizeTask(folders, flags)
  const { action } = task
  const files =
    action.kind === 'merge' ? minimizedFilesIfAny(action.into) : minimizedFiles(task.roots)
  const incoming = incomingOf(task, files)
  const interrupt = new Interrupt((text) => process.stderr.write(text))
  const { signal } = interrupt
  const how = { ...task, signal, isQuiet: flags.quiet === true }
  try {
    return await withObserved([...files, ...incoming.files], how, async (observed) => {
      if (signal.aborted) return interrupted(interrupt)
      for (const { error } of observed.broken) tell(`${error.message}\n  next: ${error.hint}`)
      await conclude({ task, files, incoming, observed, isJson: flags.json === true })
      return observed.broken.length > 0 ? EXIT.inconclusive : EXIT.agree
    })
  } finally {
    interrupt.close()
  }
}

function incomingOf({ action }: MinimizeTask, files: readonly MinimizedFile[]): Incoming {
  return action.kind === 'merge' ? incomingFiles(action.from, files) : { files: [], refused: [] }
}

function interrupted({ exitCode }: Interrupt): number {
  tell('nothing was changed; what was observed is in the index, and the same command goes on there')
  return exitCode ?? EXIT.interrupted
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}

interface Conclusion {
  readonly task: MinimizeTask
  readonly files: readonly MinimizedFile[]
  readonly incoming: Incoming
  readonly observed: Observed
  readonly isJson: boolean
}

async function conclude({ task, files, incoming, observed, isJson }: Conclusion): Promise<void> {
  const { action } = task
  if (action.kind === 'merge') {
    const merged = merge(files, incoming, observed, action)
    const text = isJson ? `${JSON.stringify(merged, null, 2)}\n` : mergedText(merged, action.into)
    process.stdout.write(text)
    return
  }
  const minimized = minimize(files, observed)
  process.stdout.write(isJson ? minimizedJson(minimized) : minimizedText(minimized))
  await apply(minimized.choice, files, task)
}

function minimize(files: readonly MinimizedFile[], observed: Observed): Minimized {
  const { index, broken, duckdb } = observed
  const choice = chooseCases(candidatesOf(files, index, ({ pinned }) => pinned !== undefined))
  remember(choice, files, observed)
  return {
    choice,
    broken,
    duckdb,
    observed: observed.observed,
    msOf: new Map(files.map(({ file, key }) => [file, index.get(key)?.ms ?? 0])),
    pinned: new Map(files.flatMap(({ file, pinned }) => (pinned ? [[file, pinned]] : []))),
  }
}

/** Of contents that lie in several files, one that stays is enough to have been kept. */
function remember({ kept }: Choice, files: readonly MinimizedFile[], { index }: Observed): void {
  const names = new Set(kept.map(({ candidate }) => candidate.name))
  const keys = new Set(files.filter(({ file }) => names.has(file)).map(({ key }) => key))
  const others = files.map(({ key }) => key).filter((key) => !keys.has(key) && index.get(key))
  index.choose([...keys], others)
}

async function apply(
  { kept, gone }: Choice,
  files: readonly MinimizedFile[],
  { action, roots }: MinimizeTask,
): Promise<void> {
  switch (action.kind) {
    case 'copy': {
      const names = kept.map(({ candidate }) => candidate.name)
      const copied = copyInto(action.to, names, roots)
      return tell(`copied ${counted(copied.length, 'case')} to ${action.to}`)
    }
    case 'delete': {
      const names = new Set(gone.map(({ name }) => name))
      const others = files.filter(({ file }) => names.has(file))
      return remove(others, action.isConfirmed)
    }
    case 'tell':
    case 'merge':
      return
    default:
      return unreachable(action)
  }
}

async function remove(files: readonly MinimizedFile[], isConfirmed: boolean): Promise<void> {
  if (files.length === 0) return tell('there is nothing to delete')
  const count = counted(files.length, 'file')
  tell(`${count} would be deleted, named above`)
  if (!isConfirmed && !(await confirmed(`Delete ${count}?`))) return tell('nothing was deleted')
  const { deleted, left } = deleteFiles(files)
  tell(`deleted ${counted(deleted, 'file')}`)
  for (const file of left) tell(`${file} was left: it has changed, or may not be deleted`)
}
