import { unreachable } from '../../model/errors.js'
import { splitStatements } from '../../sql/split.js'
import type { Bind, FrontendMessage, Parse } from '../../wire/frontend-message.js'
import { ProtocolError } from '../../wire/protocol-error.js'
import type { Description, EngineResult, EngineSession } from '../engine.js'
import { describedColumns } from '../faults/wire/described.js'
import type { Mutations } from '../mutants.js'
import {
  writeCommandComplete,
  writeDataRow,
  writeEmpty,
  writeParameterDescription,
  writeRowDescription,
} from './backend-message.js'
import { bindParameters, violation } from './bind-parameters.js'
import { commandTag } from './command-tag.js'
import type { Connection } from './connection.js'
import { copyOut, parseCopyOut } from './copy-out.js'
import { declaredType, parameterOid } from './parameter-types.js'
import { checkTold, type Portal, type PreparedStatement, wireColumns } from './portal.js'

/** What is left of a COPY whose rows were sent. */
const COPIED: EngineResult = { columns: undefined, rows: [], verb: 'COPY', affected: undefined }

type Described = Extract<FrontendMessage, { readonly kind: 'describe' }>
type Executed = Extract<FrontendMessage, { readonly kind: 'execute' }>

/** What the extended protocol of one connection works with. */
export interface ExtendedQueryOptions {
  readonly connection: Connection
  readonly session: EngineSession
  readonly mutations: Mutations
  /** By name; a map of its own but in a lab with a fault. */
  readonly statements: Map<string, PreparedStatement>
}

/** The extended query protocol: prepared statements and portals of one connection. */
export class ExtendedQuery {
  private readonly portals = new Map<string, Portal>()

  constructor(private readonly options: ExtendedQueryOptions) {}

  async answer(message: FrontendMessage): Promise<void> {
    switch (message.kind) {
      case 'parse':
        return this.parse(message)
      case 'bind':
        return this.bind(message)
      case 'describe':
        return message.of === 'statement'
          ? this.describeStatement(message)
          : this.describePortal(message)
      case 'execute':
        return this.execute(message)
      case 'close':
        if (message.of === 'portal') this.portals.delete(message.name)
        else this.deallocate(message.name)
        return writeEmpty(this.options.connection.writer, '3')
      case 'flush':
        return this.options.connection.flush()
      // What is left of a COPY that has failed is thrown away.
      case 'copy-data':
      case 'copy-done':
      case 'copy-fail':
        return
      case 'query':
      case 'sync':
      case 'terminate':
        throw violation(`${message.kind} is no message of the extended protocol`)
      default:
        return unreachable(message)
    }
  }

  /** At a Sync or behind a simple query: portals end with their transaction, and others may have changed the tables meanwhile. */
  endOfBatch(): void {
    if (this.options.session.status() === 'I') this.portals.clear()
    for (const statement of this.options.statements.values()) statement.fresh = false
  }

  /** A simple query takes the place of the unnamed statement and portal. */
  forgetUnnamed(): void {
    this.options.statements.delete('')
    this.portals.delete('')
  }

  /** Forgets one statement and its portals, or all. */
  deallocate(name: string | undefined): boolean {
    if (name === undefined) {
      this.options.statements.clear()
      this.portals.clear()
      return true
    }
    const statement = this.options.statements.get(name)
    for (const [portalName, portal] of this.portals) {
      if (portal.statement === statement) this.portals.delete(portalName)
    }
    return this.options.statements.delete(name)
  }

  private async parse({ name, sql, parameterOids }: Parse): Promise<void> {
    if (name !== '' && this.options.statements.has(name)) {
      throw new ProtocolError(`prepared statement "${name}" already exists`, '42P05', false)
    }
    this.options.statements.delete(name)
    const texts = splitStatements(sql)
    if (texts.length > 1) {
      const message = 'cannot insert multiple commands into a prepared statement'
      throw new ProtocolError(message, '42601', false)
    }
    const text = texts[0]?.text
    const { parameters, columns } =
      text === undefined
        ? { parameters: [], columns: undefined }
        : await this.described(text, parameterOids)
    this.options.statements.set(name, {
      sql: text,
      parameterOids,
      parameterTypes: parameters,
      columns,
      fresh: true,
      told: undefined,
    })
    writeEmpty(this.options.connection.writer, '1')
  }

  /** A COPY answers without a description of its rows. */
  private async described(sql: string, parameterOids: readonly number[]): Promise<Description> {
    const copied = parseCopyOut(sql)
    const found = await this.options.session.describe(
      copied ?? sql,
      parameterOids.map(declaredType),
    )
    return copied === undefined ? found : { parameters: [], columns: undefined }
  }

  private bind(message: Bind): void {
    const { portal: name, resultFormats: formats } = message
    const statement = this.statement(message.statement)
    if (name !== '' && this.portals.has(name)) {
      throw new ProtocolError(`portal "${name}" already exists`, '42P03', false)
    }
    this.portals.delete(name)
    const parameters = bindParameters(message, statement)
    const columns = statement.columns ?? []
    if (formats.length > 1 && formats.length !== columns.length) {
      throw violation(
        `bind message has ${formats.length} result formats but query has ${columns.length} columns`,
      )
    }
    wireColumns(columns, formats, this.options.mutations)
    this.portals.set(name, { statement, parameters, formats, told: undefined, running: undefined })
    writeEmpty(this.options.connection.writer, '2')
  }

  private describeStatement({ name }: Described): void {
    const statement = this.statement(name)
    const oids = statement.parameterTypes.map(
      (type, index) => statement.parameterOids[index] || parameterOid(type),
    )
    writeParameterDescription(this.options.connection.writer, oids)
    statement.told = this.tellColumns(statement, [])
  }

  private async describePortal({ name }: Described): Promise<void> {
    const portal = this.portal(name)
    const { statement } = portal
    if (!statement.fresh && statement.sql !== undefined) {
      const { columns } = await this.described(statement.sql, statement.parameterOids)
      statement.columns = columns
      statement.fresh = true
    }
    portal.told = this.tellColumns(statement, portal.formats)
  }

  private tellColumns(
    { columns }: PreparedStatement,
    formats: readonly number[],
  ): readonly number[] | undefined {
    const { writer } = this.options.connection
    if (columns === undefined) {
      writeEmpty(writer, 'n')
      return undefined
    }
    const wire = wireColumns(columns, formats, this.options.mutations)
    writeRowDescription(writer, describedColumns(wire, this.options.mutations))
    return wire.map(({ type }) => type.oid)
  }

  private async execute({ portal: name, rowsMax }: Executed): Promise<void> {
    const portal = this.portal(name)
    const { sql } = portal.statement
    if (sql === undefined) return writeEmpty(this.options.connection.writer, 'I')
    if (portal.running) {
      if (!portal.running.result.columns) {
        throw new ProtocolError(`portal "${name}" cannot be run`, '55000', false)
      }
    } else {
      const copied = parseCopyOut(sql)
      if (copied !== undefined) return this.copy(portal, copied)
      portal.running = await this.start(portal, sql)
    }
    await this.sendRows(portal.running, rowsMax)
  }

  private async copy(portal: Portal, query: string): Promise<void> {
    await copyOut(query, this.options)
    portal.running = { result: COPIED, columns: [], next: 0 }
  }

  private async start(portal: Portal, sql: string): Promise<NonNullable<Portal['running']>> {
    const { session } = this.options
    const wasOpen = session.status() !== 'I'
    const result = await session.execute(sql, portal.parameters)
    if (wasOpen && session.status() === 'I') this.portals.clear()
    const columns = wireColumns(result.columns ?? [], portal.formats, this.options.mutations)
    checkTold(portal.told ?? portal.statement.told, columns)
    return { result, columns, next: 0 }
  }

  /** As many rows as are wanted (0: all). PostgreSQL suspends a portal that was read exactly to its end, and so do we. */
  private async sendRows(running: NonNullable<Portal['running']>, rowsMax: number): Promise<void> {
    const { result, columns } = running
    const { writer } = this.options.connection
    const isSecondPage = rowsMax > 1 && running.next === rowsMax
    if (isSecondPage && this.options.mutations.has('portal-page-repeats')) running.next -= 1
    const start = running.next
    const end = rowsMax > 0 ? Math.min(start + rowsMax, result.rows.length) : result.rows.length
    for (; running.next < end; running.next += 1) {
      writeDataRow(writer, columns, result.rows[running.next] ?? [])
      await this.options.connection.flushIfLarge()
    }
    const sent = end - start
    const isFull = rowsMax > 0 && sent === rowsMax
    if (isFull && !this.options.mutations.has('portal-page-complete'))
      return writeEmpty(writer, 's')
    writeCommandComplete(writer, commandTag(result.verb, countOf(result, sent)))
  }

  private statement(name: string): PreparedStatement {
    const statement = this.options.statements.get(name)
    if (statement) return statement
    throw new ProtocolError(`prepared statement "${name}" does not exist`, '26000', false)
  }

  private portal(name: string): Portal {
    const portal = this.portals.get(name)
    if (portal) return portal
    throw new ProtocolError(`portal "${name}" does not exist`, '34000', false)
  }
}

/** PostgreSQL counts the rows of the last page, even where they were returned by a change of rows. */
function countOf({ rows, affected }: EngineResult, sent: number): number {
  return sent === rows.length ? (affected ?? sent) : sent
}
