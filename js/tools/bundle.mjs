// Builds the injected client: one IIFE body, no comments of ours needed at run time, names kept so that a stack trace can be read.
import { build } from 'esbuild'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

export async function bundle(outfile) {
  await build({
    absWorkingDir: root,
    entryPoints: ['src/inject.ts'],
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
    banner: { js: '// bytelane: the injected client. Built from js/src by `npm run build`; do not edit.' },
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const outfile = process.argv[2]
  if (outfile === undefined) throw new Error('usage: node tools/bundle.mjs <outfile>')
  await bundle(join(root, outfile))
}
