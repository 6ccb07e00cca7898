/** `commit-lost`: every so many commits of a session is lost. */
export const LOST_EVERY = 3

/** `closes-at-commit`: every so many commits of a session ends with its connection. */
export const CLOSES_EVERY = 2

/** `changes-row-lost`: a batch of so many statements is a long one. */
export const LONG_BATCH = 8
