/** PostgreSQL's command tag: INSERT has an OID that is always 0, and only some commands count rows. */
export function commandTag(verb: string, count: number | undefined): string {
  if (verb === 'INSERT') return `INSERT 0 ${count ?? 0}`
  return COUNTING.has(verb) ? `${verb} ${count ?? 0}` : verb
}

const COUNTING = new Set(['SELECT', 'UPDATE', 'DELETE', 'MERGE', 'COPY', 'FETCH', 'MOVE'])
