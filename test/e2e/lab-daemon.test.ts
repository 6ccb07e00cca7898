import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { labAct, labDown, labStatus, labUp } from '../../src/lab/daemon.js'
import { UsageError } from '../../src/model/errors.js'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'goldeneye-daemon-'))
})

afterEach(async () => {
  await labDown(directory).catch(() => undefined)
  rmSync(directory, { recursive: true, force: true })
})

test('a lab in the background: up, status, kill, promote, down', async () => {
  await expect(labStatus(directory)).rejects.toThrow(UsageError)
  const up = await labUp({ directory, nodes: 3, mutants: ['entry-skipped'] })
  expect(up.mutants).toEqual(['entry-skipped'])
  expect(statSync(join(directory, 'lab.json')).mode & 0o777).toBe(0o600)
  await expect(labUp({ directory })).rejects.toThrow('a lab is up')
  const killed = await labAct('kill', up.leader ?? '', directory)
  expect(killed.leader).not.toBe(up.leader)
  expect(killed.nodes.map(({ state }) => state).sort()).toEqual(['down', 'up', 'up'])
  await expect(labAct('wipe', killed.leader ?? '', directory)).rejects.toThrow('is up')
  await expect(labAct('stop', 'n9', directory)).rejects.toThrow('there is no node n9')
  expect((await labStatus(directory)).endpoints).toEqual(up.endpoints)
  await labDown(directory)
  await expect(labStatus(directory)).rejects.toThrow(UsageError)
})
