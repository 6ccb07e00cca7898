import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { shellWord } from '../../model/shell-word.js'
import type { Kept } from '../../model/target.js'
import { quoteIdentifier, quoteString } from '../../sql/identifiers.js'
import type { RunQuery } from '../state-queries.js'
import { saveDatabase } from './save-state.js'

/** Where the files go, and what they are called: `<folder>/<name>.duckdb`, `<folder>/<name>-<database>.duckdb`. */
interface Place {
  readonly folder: string
  readonly name: string
}

/** Writes the database in memory, and those that a scope has attached, into files, and says how to open them. */
export async function keepAsFiles(schema: string, place: Place, run: RunQuery): Promise<Kept> {
  const { folder, name } = place
  mkdirSync(folder, { recursive: true })
  const main = join(folder, `${name}.duckdb`)
  const notes = [...(await saveDatabase('memory', main, run))]
  const attached: string[] = []
  for (const database of await attachedBy(schema, run)) {
    const file = join(folder, `${name}-${database.slice(schema.length + 1)}.duckdb`)
    notes.push(...(await saveDatabase(database, file, run)))
    attached.push(`ATTACH ${quoteString(file)} AS ${quoteIdentifier(database)};`)
  }
  return {
    shells: [
      {
        command: `duckdb ${shellWord(main)}`,
        first: [...attached, `USE ${quoteIdentifier(schema)};`].join(' '),
      },
    ],
    cleanUp: [`rm -r ${shellWord(folder)}`],
    notes,
  }
}

/** What is left of a process that has died. */
export function nothingKept(why: string): Kept {
  return { shells: [], cleanUp: [], notes: [`nothing is left of its state: ${why}`] }
}

async function attachedBy(schema: string, run: RunQuery): Promise<readonly string[]> {
  const found = await run(`
    SELECT database_name FROM duckdb_databases()
    WHERE starts_with(database_name, ${quoteString(`${schema}_`)}) ORDER BY ALL`)
  return found.kind === 'rows' ? found.rows.map(([database]) => database ?? '') : []
}
