// Fails if a script in dist/ differs from the one that the sources build.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUNDLES, bundleAll } from './bundle.mjs'

const committed = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist')
const directory = mkdtempSync(join(tmpdir(), 'bytelane-fresh-'))
try {
  await bundleAll(directory)
  for (const name of Object.keys(BUNDLES)) {
    if (!readFileSync(join(directory, name)).equals(readFileSync(join(committed, name)))) {
      console.error(`dist/${name} is stale: run \`npm run build\` in js/ and commit it`)
      process.exitCode = 1
    } else {
      console.log(`dist/${name} is fresh`)
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
