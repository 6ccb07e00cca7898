/** The largest message that a client may send, in bytes. */
export const MESSAGE_BYTES_MAX = 256 * 1024 * 1024

/** The largest message before a client is authenticated. */
export const AUTH_BYTES_MAX = 65_536

/** While more than this waits to be executed, nothing is read from the connection. */
export const UNREAD_BYTES_MAX = 1024 * 1024

/** Rows are handed to the socket in pieces of about this size. */
export const WRITE_BYTES = 64 * 1024

/** A client has this long to finish its start-up and authentication. */
export const AUTHENTICATION_MS_MAX = 60_000

export const CONNECTIONS_MAX = 1000
