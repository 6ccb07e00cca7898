import { afterAll, describe, test } from 'vitest'
import { catalogInvariants } from './catalog-invariants.js'
import { deliveries } from './deliveries.js'
import { ducklakeFitness } from './ducklake-fitness.js'
import { parameters } from './parameters.js'
import { postgresWords } from './postgres-words.js'
import { protocolStates } from './protocol-states.js'
import { secureConnections } from './secure-connections.js'
import { startPostgres } from './server.js'
import { serverLogs } from './server-logs.js'
import { typeMatrix } from './type-matrix.js'
import { types } from './types.js'
import { unknownEndpoint } from './unknown-endpoint.js'
import { wireOracle } from './wire-oracle.js'
import { workload } from './workload.js'

/** One server for all of them. */
const postgres = await startPostgres()

if ('reason' in postgres) {
  process.stderr.write(`SKIPPED: the tests against a real PostgreSQL; ${postgres.reason}\n`)
  test.skip(`a real PostgreSQL: ${postgres.reason}`)
} else {
  afterAll(() => postgres.stop())
  describe(`PostgreSQL ${postgres.major}`, () => {
    describe('protocol states', () => protocolStates(postgres))
    describe('deliveries', () => deliveries(postgres))
    describe('types', () => types(postgres))
    describe('parameters', () => parameters(postgres))
    describe('the type matrix', () => typeMatrix(postgres))
    describe('the oracle wire', () => wireOracle(postgres))
    describe('the workload protocol-states', () => workload(postgres))
    describe('an endpoint that nobody named', () => unknownEndpoint(postgres))
    describe("PostgreSQL's words", () => postgresWords(postgres))
    describe('the invariants of a catalog', () => catalogInvariants(postgres))
    describe('as a DuckLake catalog', () => ducklakeFitness(postgres))
    describe('its logs', () => serverLogs(postgres))
    describe('TLS and passwords', () => secureConnections(postgres))
  })
}
