/** The faults of the protocol's messages and states; faults/wire/ has most of them. */
export const WIRE_MUTANTS = [
  {
    name: 'status-after-bind-error',
    area: 'wire',
    summary: 'after an error in Bind or Execute the status byte says idle inside a transaction',
  },
] as const
