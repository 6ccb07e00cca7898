#!/usr/bin/env node
// A URL on the command line may hold a password: what `ps` shows is replaced before anything else is loaded.
process.title = 'goldeneye'
process.env.TZ = 'UTC'

const { command } = await import('./command.js')
await command(process.argv.slice(2))

export {}
