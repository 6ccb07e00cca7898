import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from './files.js'
import { Damaged, frame, unframe } from './record.js'

/** The highest term that a node has promised to obey; it survives its process. */
export class TermFile {
  #term: number

  private constructor(
    private readonly path: string,
    term: number,
  ) {
    this.#term = term
  }

  /** Throws Damaged when the file is not what was written. */
  static open(directory: string): TermFile {
    const path = join(directory, 'term')
    if (!existsSync(path)) return new TermFile(path, 0)
    const found = unframe(readFileSync(path), 0)
    if (!found) throw new Damaged('the term file is cut off')
    return new TermFile(path, found.value as number)
  }

  get term(): number {
    return this.#term
  }

  /** On disk before it returns. */
  raise(term: number): void {
    if (term <= this.#term) return
    writeAtomically(this.path, frame(term))
    this.#term = term
  }
}
