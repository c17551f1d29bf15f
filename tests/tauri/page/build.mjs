// Bundles each case with the unmodified package from npm. The bundler is that of the client.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const { build } = createRequire(join(root, '../../../js/package.json'))('esbuild')

/** Modules of the package, without those of its dependencies. */
function modules(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) return entry.name === 'external' ? [] : modules(path)
    return entry.name.endsWith('.js') ? [path] : []
  })
}

/** Every command that the package calls by name, such as `plugin:window|title`. */
function packageCommands() {
  const found = modules(join(root, 'node_modules/@tauri-apps/api')).flatMap((path) => readFileSync(path, 'utf8').match(/plugin:[a-z]+\|[a-z_]+/g) ?? [])
  return [...new Set(found)].sort()
}

/** Checks that every module of the package has a page. */
function checkPages() {
  const names = readdirSync(join(root, 'node_modules/@tauri-apps/api')).filter((name) => name.endsWith('.js') && name !== 'index.js')
  const missing = names.map((name) => name.replace('.js', '.case.js')).filter((name) => !readdirSync(join(root, 'src')).includes(name))
  if (names.length === 0 || missing.length > 0) throw new Error(`no page tests these modules of the package: ${missing.join(', ')}`)
}

/** Checks the types of the generated bindings against those of the package. */
function checkTypes() {
  const compiler = createRequire(join(root, '../../../js/package.json')).resolve('typescript/bin/tsc')
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler', '--skipLibCheck']
  const { status } = spawnSync(process.execPath, [compiler, ...options, join(root, 'src/bindings.ts')], { stdio: 'inherit' })
  if (status !== 0) throw new Error('the types of src/bindings.ts do not fit those of the package')
}

checkPages()
checkTypes()
const dist = join(root, 'dist')
rmSync(dist, { recursive: true, force: true })
mkdirSync(dist)
for (const name of ['index.html', 'inline.html', 'start.js']) copyFileSync(join(root, 'src', name), join(dist, name))
// Names that Windows gives a meaning of its own.
const special = process.platform === 'win32' ? [] : ['aux.js', 'con.json', 'c:d.txt', 'end.', '50%']
for (const name of special) writeFileSync(join(dist, name), `file ${name}`)
const cases = readdirSync(join(root, 'src')).filter((name) => /\.(case|worker)\.js$/.test(name))
await build({
  entryPoints: cases.map((name) => join(root, 'src', name)),
  outdir: dist,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
  define: { PACKAGE_COMMANDS: JSON.stringify(packageCommands()) },
})
// For the workers of the guide's page blocks (`tests/guide`).
await build({
  entryPoints: [join(root, '../../../js/src/worker/connect.ts')],
  outfile: join(dist, 'connect.js'),
  bundle: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
})
