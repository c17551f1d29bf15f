// Builds the injected scripts, one IIFE each. Every page parses them, so local names are shortened as well: names of properties, and with them the
// public API, stay. The npm package has the same modules with their names and types.
import { build } from 'esbuild'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The embedded scripts: sources by their names in `dist`. */
export const BUNDLES = { 'bytelane.js': 'src/inject.ts', 'browser.js': 'src/browser.ts', 'tauri-global.js': 'src/global/index.ts' }

/** Modules for pages without a bundler: sources by their paths in the repository. */
export const MODULES = {
  'examples/table/page/views.js': '../examples/table/views.ts',
  'examples/upload/page/bindings.js': '../examples/upload/page/bindings.ts',
  'tests/webview/pages/bindings-calls.js': 'test/bindings/calls.ts',
  'tests/webview/pages/views.js': 'test/archive/views.ts',
}
/** The modules of the package by their names, as applications import them. */
const PACKAGE = {
  'bytelane/archive/read': './src/archive/read.ts',
  'bytelane/archive/write': './src/archive/write.ts',
  bytelane: './src/index.ts',
}
export const REPOSITORY = join(root, '..')

/** Builds the scripts into a directory. */
export async function bundleAll(directory) {
  for (const [name, source] of Object.entries(BUNDLES)) await bundle(source, join(directory, name), { minifyIdentifiers: true })
}

/** Builds the modules to their paths below a directory. */
export async function bundleModules(directory) {
  for (const [path, source] of Object.entries(MODULES)) {
    const banner = { js: `// Built by npm run build in js/ from ${join('js', source)}; do not edit.` }
    await bundle(source, join(directory, path), { format: 'esm', banner, alias: PACKAGE })
  }
}

async function bundle(source, outfile, options = {}) {
  await build({
    absWorkingDir: root,
    entryPoints: [source],
    outfile,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
    charset: 'ascii',
    legalComments: 'none',
    minifyWhitespace: true,
    minifySyntax: true,
    minifyIdentifiers: false,
    keepNames: false,
    sourcemap: false,
    treeShaking: true,
    lineLimit: 140,
    logLevel: 'warning',
    banner: { js: '// bytelane: an injected script. Built from js/src by `npm run build`; do not edit.' },
    ...options,
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const directory = process.argv[2]
  if (directory === undefined) throw new Error('usage: node tools/bundle.mjs <directory>')
  await bundleAll(join(root, directory))
  await bundleModules(REPOSITORY)
}
