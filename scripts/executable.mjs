// npm runs the bin file directly, and the compiler does not keep the executable bit.
import { chmodSync } from 'node:fs'

chmodSync(new URL('../dist/src/cli/main.js', import.meta.url), 0o755)
