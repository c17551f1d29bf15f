// Fails if a script in dist/, or a module for the tests in a webview, differs from the one that the sources build.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUNDLES, bundleAll, bundleModules, MODULES, REPOSITORY } from './bundle.mjs'

const committed = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist')
const directory = mkdtempSync(join(tmpdir(), 'bytelane-fresh-'))
try {
  await bundleAll(directory)
  await bundleModules(directory)
  const files = [...Object.keys(BUNDLES).map((name) => [name, committed]), ...Object.keys(MODULES).map((path) => [path, REPOSITORY])]
  for (const [name, folder] of files) {
    if (!readFileSync(join(directory, name)).equals(readFileSync(join(folder, name)))) {
      console.error(`${name} is stale: run \`npm run build\` in js/ and commit it`)
      process.exitCode = 1
    } else {
      console.log(`${name} is fresh`)
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
