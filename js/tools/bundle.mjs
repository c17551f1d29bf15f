// Builds the injected scripts, one IIFE each. Comments are removed; names are kept, so that a stack trace is readable.
import { build } from 'esbuild'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The embedded scripts: sources by their names in `dist`. */
export const BUNDLES = { 'bytelane.js': 'src/inject.ts', 'tauri-global.js': 'src/global/index.ts' }

/** Modules that a test in a webview imports: sources by their names in `tests/webview/pages`. */
export const MODULES = { 'views.js': 'test/archive/views.ts', 'bindings-calls.js': 'test/bindings/calls.ts' }
/** The modules of the package by their names, as applications import them. */
const PACKAGE = {
  'bytelane/archive/read': './src/archive/read.ts',
  'bytelane/archive/write': './src/archive/write.ts',
  bytelane: './src/index.ts',
}
export const PAGES = join(root, '..', 'tests', 'webview', 'pages')

/** Builds the scripts into a directory. */
export async function bundleAll(directory) {
  for (const [name, source] of Object.entries(BUNDLES)) await bundle(source, join(directory, name))
}

/** Builds the modules into a directory. */
export async function bundleModules(directory) {
  for (const [name, source] of Object.entries(MODULES)) {
    const banner = { js: `// For the tests in a webview. Built by npm run build in js/ from js/${source}; do not edit.` }
    await bundle(source, join(directory, name), { format: 'esm', banner, alias: PACKAGE })
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
  await bundleModules(PAGES)
}
