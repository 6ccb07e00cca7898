import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Lines of JSON that are kept as they come, so that a long measurement can be stopped and go on. */
export class Journal<T> {
  readonly entries: T[]

  /** Reads what is there already; a torn last line is left out. */
  constructor(private readonly file: string) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    this.entries = lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as T]
      } catch {
        return []
      }
    })
  }

  add(entry: T): void {
    mkdirSync(dirname(this.file), { recursive: true })
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`)
    this.entries.push(entry)
  }
}
