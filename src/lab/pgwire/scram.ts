import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import { ProtocolError } from '../../wire/protocol-error.js'

/** The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding. */
export interface ScramExchange {
  /** From the client's first message to the server's. */
  first(message: string): string
  /** From the client's final message to the server's; a wrong password is an error. */
  final(message: string): string
}

const ITERATIONS = 4096
const KEY_BYTES = 32

/**
 * One authentication of `user`. An unknown user (`password` undefined) goes through the same exchange and fails at its
 * end, so that a client cannot tell which names exist.
 */
export function startScram(user: string, password: string | undefined): ScramExchange {
  const salt = randomBytes(16)
  let clientFirst = ''
  let serverFirst = ''
  let gs2 = ''
  return {
    first(message) {
      const found = /^([ny],(?:a=[^,]*)?,)((?:m=[^,]*,)?n=[^,]*,r=([!-+\--~]+)(?:,.*)?)$/.exec(
        message,
      )
      if (!found) throw malformedScram()
      gs2 = found[1] ?? ''
      clientFirst = found[2] ?? ''
      const nonce = (found[3] ?? '') + randomBytes(18).toString('base64')
      serverFirst = `r=${nonce},s=${salt.toString('base64')},i=${ITERATIONS}`
      return serverFirst
    },
    final(message) {
      const found = /^(c=([^,]*),r=([^,]*)(?:,.*)?),p=([^,]*)$/.exec(message)
      if (!found) throw malformedScram()
      const [, withoutProof = '', binding = '', nonce = '', proof = ''] = found
      const rightBinding = Buffer.from(binding, 'base64').toString() === gs2
      if (!rightBinding || !serverFirst.startsWith(`r=${nonce},`)) throw malformedScram()
      const salted = saltPassword(password ?? '', salt)
      const exchange = `${clientFirst},${serverFirst},${withoutProof}`
      const right = proofFits(salted, exchange, Buffer.from(proof, 'base64'))
      if (!right || password === undefined) throw wrongPassword(user)
      return `v=${hmac(hmac(salted, 'Server Key'), exchange).toString('base64')}`
    },
  }
}

/** RFC 4013 asks for NFKC; a password in ASCII is the same either way. */
function saltPassword(password: string, salt: Buffer): Buffer {
  return pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, KEY_BYTES, 'sha256')
}

/** ClientProof XOR HMAC(StoredKey, AuthMessage) must be the ClientKey, of which StoredKey is the hash. */
function proofFits(salted: Buffer, exchange: string, proof: Buffer): boolean {
  const storedKey = sha256(hmac(salted, 'Client Key'))
  const signature = hmac(storedKey, exchange)
  if (proof.length !== signature.length) return false
  const clientKey = Buffer.from(proof.map((byte, index) => byte ^ (signature[index] ?? 0)))
  return timingSafeEqual(sha256(clientKey), storedKey)
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function malformedScram(): ProtocolError {
  return new ProtocolError('malformed SCRAM message', '08P01', true)
}

function wrongPassword(user: string): ProtocolError {
  return new ProtocolError(`password authentication failed for user "${user}"`, '28P01', true)
}
