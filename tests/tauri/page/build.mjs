// Bundles each case with the package as it comes from npm. The bundler is the one that the client is built with.
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const { build } = createRequire(join(root, '../../../js/package.json'))('esbuild')

const dist = join(root, 'dist')
rmSync(dist, { recursive: true, force: true })
mkdirSync(dist)
for (const name of ['index.html', 'start.js']) copyFileSync(join(root, 'src', name), join(dist, name))
const cases = readdirSync(join(root, 'src')).filter((name) => name.endsWith('.case.js'))
await build({
  entryPoints: cases.map((name) => join(root, 'src', name)),
  outdir: dist,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
})
