/** Faults that only a DuckLake client comes across; faults/catalog/ has a function for each. */
export const CATALOG_MUTANTS = [
  // Two commits and one snapshot id
  {
    name: 'snapshot-key-not-held',
    area: 'catalog',
    summary:
      'the keys of snapshots and their changes are not held: two commits get one snapshot id',
  },
  {
    name: 'lost-race-answered-ok',
    area: 'catalog',
    summary: 'the COMMIT that loses a race is answered as a success',
  },
  {
    name: 'race-error-wrong-sqlstate',
    area: 'catalog',
    summary: 'the error of a lost race is an internal one by its SQLSTATE',
  },
  {
    name: 'race-error-without-words',
    area: 'catalog',
    summary: 'the error of a lost race has none of the words for which a client retries',
  },
  {
    name: 'commit-lost',
    area: 'catalog',
    summary: 'every third commit of a client is acknowledged and lost',
  },
  {
    name: 'commit-rows-twice',
    area: 'catalog',
    summary: 'a commit is applied twice where no primary key forbids it',
  },
  {
    name: 'failed-commit-keeps-rows',
    area: 'catalog',
    summary: 'a COMMIT that fails keeps the rows of tables without a primary key',
  },
  // The batch
  {
    name: 'changes-row-lost',
    area: 'catalog',
    summary: 'the changes row of a long batch is acknowledged and lost',
  },
  {
    name: 'failed-batch-keeps-beginning',
    area: 'catalog',
    summary: 'ROLLBACK keeps what a batch did before its error',
  },
  {
    name: 'ddl-not-rolled-back',
    area: 'catalog',
    summary: 'a table that a batch created is still there after ROLLBACK',
  },
  {
    name: 'probe-fails-transaction',
    area: 'catalog',
    summary: 'the probe of a missing table fails its transaction',
  },
  {
    name: 'now-moves-in-batch',
    area: 'catalog',
    summary: 'now() is a millisecond later with each statement of a transaction',
  },
  // What is written
  {
    name: 'statistics-update-lost',
    area: 'catalog',
    summary: 'the UPDATE of table statistics is acknowledged and lost',
  },
  {
    name: 'values-update-first-row',
    area: 'catalog',
    summary: 'UPDATE ... FROM (VALUES ...) applies the first of its rows only',
  },
  {
    name: 'delete-file-lost',
    area: 'catalog',
    summary: 'the row of a delete file is acknowledged and lost',
  },
  {
    name: 'inlined-nan-as-null',
    area: 'catalog',
    summary: 'NaN and infinity in inlined rows are stored as NULL',
  },
  {
    name: 'end-lost-on-follower',
    area: 'catalog',
    summary: 'one follower loses the UPDATE that ends rows at a snapshot',
  },
  // What is read
  {
    name: 'number-compared-as-text',
    area: 'catalog',
    summary: "a quoted number is compared with a BIGINT column as text, so that '9' > '10'",
  },
  {
    name: 'time-travel-strict',
    area: 'catalog',
    summary: 'time travel to the moment of a snapshot gives the one before it',
  },
  {
    name: 'tag-list-short',
    area: 'catalog',
    summary: 'the list of a correlated sub-query lacks its last element',
  },
  {
    name: 'changes-list-short',
    area: 'catalog',
    summary: 'the changes since a snapshot lack the last one',
  },
  // When it is read
  {
    name: 'snapshot-moves',
    area: 'catalog',
    summary: 'a transaction that has only read sees what others commit meanwhile',
  },
  {
    name: 'uncommitted-snapshot-seen',
    area: 'catalog',
    summary: 'the newest snapshot may be one that another client has not committed',
  },
  {
    name: 'older-snapshot-served',
    area: 'catalog',
    summary: 'a follower gives an older snapshot once after it has given a newer one',
  },
] as const

/** Ways in which whole endpoints are; a DuckLake client has to live with each, or cannot. */
export const ENDPOINT_MUTANTS = [
  { name: 'no-copy', area: 'endpoint', summary: 'the endpoint refuses every COPY' },
  {
    name: 'no-primary-keys',
    area: 'endpoint',
    summary: 'the endpoint accepts primary keys and holds none of them',
  },
  {
    name: 'errors-renamed',
    area: 'endpoint',
    summary: "the texts of all errors are in other words; SQLSTATEs stay PostgreSQL's",
  },
  {
    name: 'closes-at-commit',
    area: 'endpoint',
    summary: 'the connection is closed during every second commit, which is done or not',
  },
] as const
