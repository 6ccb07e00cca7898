import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  unlinkSync,
} from 'node:fs'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'
import { createInterface } from 'node:readline'
import { keyOf } from '../corpus/minimize/key.js'
import { UsageError } from '../model/errors.js'
import type { MinimizedFile } from './minimize-files.js'

/** Refuses a folder that holds something, and one inside of what is minimized, where it would be found again. */
export function refuseUsedFolder(to: string, roots: readonly string[]): void {
  if (existsSync(to) && !isEmptyFolder(to)) {
    throw new UsageError(
      `${to} exists and is not an empty folder, and nothing is overwritten`,
      'name a new folder with --to',
    )
  }
  const root = roots.find((name) => isBelow(to, name))
  if (root === undefined) return
  throw new UsageError(
    `${to} is inside of ${root}, whose cases would be found twice`,
    'name a folder beside it with --to',
  )
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0
  } catch {
    return false // A file.
  }
}

function isBelow(path: string, folder: string): boolean {
  return `${resolve(path)}${sep}`.startsWith(`${resolve(folder)}${sep}`)
}

/** Where a file lies below the first of these folders that holds it; its name alone where none does. */
export function placeBelow(file: string, roots: readonly string[]): string {
  const root = roots.find((name) => isBelow(file, name) && resolve(file) !== resolve(name))
  return root === undefined ? basename(file) : relative(root, file)
}

/** Where a file was copied to. */
export interface Copied {
  readonly from: string
  readonly to: string
}

/**
 * Copies files to where they lay below their folders; where that name is taken, `-2`, `-3`, ... is put behind it. A file
 * that is there with the same contents is not copied again. Throws UsageError where nothing can be written.
 */
export function copyInto(
  folder: string,
  files: readonly string[],
  roots: readonly string[],
): readonly Copied[] {
  return files.flatMap((from) => {
    const to = copyOne(from, join(folder, placeBelow(from, roots)))
    return to === undefined ? [] : [{ from, to }]
  })
}

function copyOne(from: string, wanted: string): string | undefined {
  const contents = readFileSync(from)
  try {
    mkdirSync(dirname(wanted), { recursive: true })
    for (let number = 1; ; number += 1) {
      const to = numbered(wanted, number)
      if (!existsSync(to)) {
        copyFileSync(from, to, constants.COPYFILE_EXCL)
        return to
      }
      if (readFileSync(to).equals(contents)) return undefined
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new UsageError(`${wanted} cannot be written (${code})`, 'name a folder that can be')
  }
}

/** `x.case.sql`, `x-2.case.sql`, `x-3.case.sql`, ... */
function numbered(path: string, number: number): string {
  if (number === 1) return path
  const end = path.endsWith('.case.sql') ? '.case.sql' : extname(path)
  return `${path.slice(0, path.length - end.length)}-${number}${end}`
}

/** What became of the files that were to be deleted. */
export interface Deleted {
  readonly deleted: number
  /** Files that have changed since they were judged, or could not be deleted. */
  readonly left: readonly string[]
}

/** Deletes files, each only while it still has the contents that were judged. */
export function deleteFiles(files: readonly MinimizedFile[]): Deleted {
  const left = files.filter((file) => !deleteOne(file)).map(({ file }) => file)
  return { deleted: files.length - left.length, left }
}

function deleteOne({ file, key }: MinimizedFile): boolean {
  try {
    if (keyOf(file, readFileSync(file)) !== key) return false
    unlinkSync(file)
    return true
  } catch {
    return false // Said to the user as left, and it is still there.
  }
}

/** Whether somebody at the terminal types `yes`; Ctrl-C and the end of the input are a no. */
export function confirmed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  return new Promise((resolve) => {
    const declined = () => {
      process.stderr.write('\n')
      resolve(false)
    }
    terminal.once('close', declined)
    terminal.once('SIGINT', () => terminal.close())
    terminal.question(`${question} Type yes: `, (answer) => {
      terminal.off('close', declined)
      terminal.close()
      resolve(answer.trim().toLowerCase() === 'yes')
    })
  })
}
