// Fails when dist/bytelane.js is not what the sources give.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'

const committed = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'bytelane.js')
const directory = mkdtempSync(join(tmpdir(), 'bytelane-fresh-'))
try {
  const rebuilt = join(directory, 'bytelane.js')
  await bundle(rebuilt)
  if (!readFileSync(rebuilt).equals(readFileSync(committed))) {
    console.error('dist/bytelane.js is stale: run `npm run build` in js/ and commit it')
    process.exitCode = 1
  } else {
    console.log('dist/bytelane.js is fresh')
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
