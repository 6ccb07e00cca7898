/** The faults of the protocol's messages and states; faults/wire/ has most of them. */
export const WIRE_MUTANTS = [
  {
    name: 'status-after-bind-error',
    area: 'wire',
    summary: 'after an error in Bind or Execute the status byte says idle inside a transaction',
  },
  {
    name: 'status-failed-after-compile-error',
    area: 'wire',
    summary: 'the status byte says failed after an error that leaves the transaction alive',
  },
  {
    name: 'aborted-commit-says-commit',
    area: 'wire',
    summary: 'the tag of a COMMIT that rolled back is COMMIT',
  },
  {
    name: 'tag-count-off',
    area: 'wire',
    summary: 'the tag of a SELECT counts one row more than came',
  },
  {
    name: 'returning-not-counted',
    area: 'wire',
    summary: 'the tag of a statement with RETURNING says that no row was changed',
  },
  {
    name: 'batch-goes-on-after-error',
    area: 'wire',
    summary: 'the statements behind a failed one in a simple query are executed',
  },
  {
    name: 'error-skips-nothing',
    area: 'wire',
    summary: 'what comes between an error and the Sync is executed',
  },
  {
    name: 'pipelined-execute-lost',
    area: 'wire',
    summary: 'of several statements before one Sync only the first is executed',
  },
  {
    name: 'portal-page-complete',
    area: 'wire',
    summary: 'a portal ends with its first page, and says that it is complete',
  },
  {
    name: 'portal-page-repeats',
    area: 'wire',
    summary: 'the second page of a portal begins with the last row of the first',
  },
  {
    name: 'describe-executes',
    area: 'wire',
    summary: 'Describe of a statement with RETURNING executes it',
  },
  {
    name: 'date-told-as-timestamp',
    area: 'wire',
    summary: 'Describe tells a DATE column as a timestamp',
  },
  {
    name: 'stale-plan-after-ddl',
    area: 'wire',
    summary: 'a prepared statement goes without the columns that its table has got since',
  },
  {
    name: 'prepared-names-leak',
    area: 'wire',
    summary: 'sessions of one node overwrite the named statements of each other',
  },
  {
    name: 'cancel-hits-next-statement',
    area: 'wire',
    summary: 'a cancel of an idle session fails its next statement',
  },
  {
    name: 'utf16-length',
    area: 'wire',
    summary: 'the length of a text cell counts UTF-16 units and not bytes',
  },
  {
    name: 'copy-out-unescaped',
    area: 'wire',
    summary: 'COPY TO STDOUT escapes neither tabs nor line ends nor backslashes',
  },
  {
    name: 'parameters-trimmed',
    area: 'wire',
    summary: 'parameters lose the spaces around them',
  },
  {
    name: 'int8-parameter-reversed',
    area: 'wire',
    summary: 'a binary int8 parameter is read from its last byte to its first',
  },
] as const
