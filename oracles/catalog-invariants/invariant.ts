/**
 * What must hold in every committed state of a DuckLake catalog. `hard`: a catalog that breaks it is unsound. `soft`: it is
 * known that clients break it without harm, so it is told and is never a finding.
 */
export interface Invariant {
  /** Its name in reports: a letter for what it is about, and a number. */
  readonly id: string
  readonly severity: 'hard' | 'soft'
  /** What holds, in a sentence without a full stop. */
  readonly says: string
  /** What goes wrong where it does not hold, or why it is soft. A sentence without a full stop. */
  readonly why: string
  /**
   * One query with two columns, the snapshot concerned (BIGINT or NULL) and a text without values that the two sides spell
   * differently: a row for every violation. DuckDB and PostgreSQL both understand it. `{M}` stands for what is before the
   * name of a metadata table, its dot included; `ge_...` are the relations of relations.ts.
   */
  readonly sql: string
  /**
   * How the client itself comes to break it, where it is known to. Broken alike on both sides it is then told and proves
   * nothing against the plan; broken on the subject alone it is a finding like any other.
   */
  readonly clientBreaks?: string | undefined
  /** It does not hold where snapshots have expired, and is not asked there. */
  readonly onlyUnexpired?: true | undefined
}

/** An invariant, with `hard` as the default. */
export function invariant(
  id: string,
  said: Pick<Invariant, 'says' | 'why' | 'sql'> & Partial<Invariant>,
): Invariant {
  return { severity: 'hard', ...said, id }
}
