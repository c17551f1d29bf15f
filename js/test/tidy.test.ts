import './setup.js'
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { importCircle, importsOf, upwardImports } from './imports.js'

const SRC = new URL('../../src/', import.meta.url)
/** The rooms of `src/`, in the order of their dependencies: each imports only from itself and from rooms before it. */
const ROOMS = ['archive', 'base', 'wire', 'session', 'lane', 'body', 'engine', 'channel', 'event', 'call', 'worker', 'client', 'tauri', 'global']

const everyFile = ['', ...ROOMS.map((room) => room + '/')].flatMap((folder) =>
  readdirSync(new URL(folder, SRC))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => folder + name),
)
/** All but `global/`, which runs as a script of the page. */
const files = everyFile.filter((name) => !name.startsWith('global/'))
const read = (name: string): string => readFileSync(new URL(name, SRC), 'utf8')
/** Returns a source without comments and texts, so that words in them do not count. */
const code = (name: string): string =>
  read(name)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(/`(?:[^`\\$]|\\.|\$\{[^}]*\})*`/g, '``')

/** Files that are not part of the injected script: they run in a module of a page or in a worker. */
const NOT_INJECTED = ['worker/connect.ts', 'index.ts', 'client/installed.ts', 'worker/message.ts', 'base/capture.ts', 'base/primordials.ts', 'base/request.ts']
const injected = files.filter((name) => !NOT_INJECTED.includes(name) && !name.startsWith('archive/'))

const BUILTINS = ['Promise', 'Map', 'Set', 'Error', 'TypeError', 'Uint8Array', 'ArrayBuffer', 'DataView', 'AbortController', 'DOMException',
  'MessageChannel', 'ReadableStream', 'WritableStream', 'queueMicrotask', 'setTimeout', 'clearTimeout', 'fetch', 'isFinite']

test('no `any`, no non-null assertion, no default export', () => {
  for (const name of files) {
    const text = code(name)
    assert.ok(!/[:<(,|&]\s*any\b|\bas any\b/.test(text), `${name}: any`)
    assert.ok(!/[\w)\]]!(?!=)/.test(text), `${name}: non-null assertion`)
    assert.ok(!/export default/.test(text), `${name}: default export`)
  }
})

test('the injected client uses no builtin that the page may have changed', () => {
  for (const name of injected) {
    const text = code(name)
    const lines = text.split('\n')
    lines.forEach((line, i) => {
      const at = `${name}:${i + 1}: ${line.trim()}`
      assert.ok(!/\bawait (?!own\()/.test(line), `await without own(): ${at}`)
      assert.ok(!/\bfor (await )?\((const|let) [^;]* of /.test(line), `iteration: ${at}`)
      assert.ok(!/\.(then|catch|finally)\(/.test(line), `promise method: ${at}`)
      assert.ok(!/\b(JSON|Object|Reflect|Array|Math|Number|String|Symbol)\.(?!asyncIterator\])/.test(line) || /Symbol\.for\(/.test(read(name)), `builtin: ${at}`)
      assert.ok(!/\.(map|filter|forEach|slice|splice|join|concat|indexOf|includes|subarray|fill|test|exec|replace|split)\(/.test(line), `method: ${at}`)
      assert.ok(!/[[(]\s*\.\.\./.test(line), `spread of an array: ${at}`)
      assert.ok(!/(const|let) \[/.test(line), `destructuring of an array: ${at}`)
    })
    for (const builtin of BUILTINS) {
      const used = new RegExp(`\\bnew ${builtin}\\b|(?<![.\\w#])${builtin}\\(|instanceof ${builtin}\\b`).test(text)
      const imported = new RegExp(`import \\{[^}]*\\b${builtin}\\b[^}]*\\} from '[^']*'`).test(text.replace(/''/g, "'x'"))
      assert.ok(!used || imported, `${name}: global ${builtin}`)
    }
  }
})

/** Files whose promises are the page's, resolve with its values, or belong to the platform. */
const PAGE_PROMISES: Record<string, readonly string[]> = {
  'body/byte-stream.ts': ['Bytes', 'IteratorResult<Bytes, undefined>'],
  'channel/channel.ts': ['EndReason'],
  'channel/engine-channel.ts': ['EndReason', 'IteratorResult<T, undefined>'],
  'client/client.ts': ['T', 'ByteStream', 'unknown'],
  'client/schemes.ts': ['Response'],
  'event/event.ts': ['Unlisten', 'IteratorResult<Event<T>, undefined>', 'unknown'],
  'lane/choice.ts': ['T'],
  'lane/protocol.ts': ['Response'],
  'tauri/events.ts': ['unknown'],
  'tauri/internals.ts': ['unknown'],
  'worker/port.ts': ['unknown'],
}

/** Returns the type arguments of `Promise<…>` in a source. */
function promised(text: string): readonly string[] {
  const types: string[] = []
  for (const { index } of text.matchAll(/\bPromise</g)) {
    let at = index + 'Promise<'.length
    const from = at
    for (let depth = 1; depth > 0; at++) depth += text[at] === '<' ? 1 : text[at] === '>' && text[at - 1] !== '=' ? -1 : 0
    types.push(text.slice(from, at - 1))
  }
  return types
}

test('no promise of the client resolves with an object that a getter on Object.prototype would receive', () => {
  let held = 0
  for (const name of injected) {
    for (const type of promised(code(name))) {
      const parts = type.split(' | ')
      const isSafe = parts.every((part) => /^(void|boolean|number|string|undefined|never|Held<.*>|Promise<void>)$/.test(part))
      if (/^Held</.test(type)) held += 1
      assert.ok(isSafe || PAGE_PROMISES[name]?.includes(type) === true, `${name}: Promise<${type}>`)
    }
  }
  assert.ok(held > 20, `${held} promises of held values`)
  assert.deepEqual(promised('a: Promise<Held<() => X<Y>>>, b: Promise<Bytes>'), ['Held<() => X<Y>>', 'Bytes'])
})

test('imports follow the order of the rooms, and no files import each other in a circle', () => {
  const folders = readdirSync(SRC).filter((name) => !name.includes('.'))
  assert.deepEqual(folders.sort(), [...ROOMS].sort(), 'every room has a place in the order')
  const graph = importsOf(new Map(everyFile.map((name) => [name, read(name)])))
  assert.ok(graph.size > 60 && Array.from(graph.values()).flat().length > 200, 'the imports are found')
  assert.deepEqual(upwardImports(graph, ROOMS), [])
  assert.equal(importCircle(graph)?.join(' imports '), undefined)
})

test('an import against the order is named', () => {
  const upward = (name: string, text: string): readonly string[] =>
    upwardImports(importsOf(new Map([['low/a.ts', ''], ['high/b.ts', ''], ['entry.ts', ''], [name, text]])), ['low', 'high'])
  assert.deepEqual(upward('high/c.ts', "import { a } from '../low/a.js'\nimport type { B } from './b.js'"), [])
  assert.deepEqual(upward('low/c.ts', "import { a } from './a.js'\nimport type { B } from '../high/b.js'"), ['low/c.ts imports high/b.ts'])
  assert.deepEqual(upward('low/c.ts', "import {\n  type B,\n  b,\n} from '../high/b.js'"), ['low/c.ts imports high/b.ts'])
  assert.deepEqual(upward('low/c.ts', "export { b } from '../high/b.js'"), ['low/c.ts imports high/b.ts'])
  assert.deepEqual(upward('low/c.ts', "import '../high/b.js'"), ['low/c.ts imports high/b.ts'])
  assert.deepEqual(upward('low/c.ts', "const b = await import('../high/b.js')"), ['low/c.ts imports high/b.ts'])
  assert.deepEqual(upward('high/c.ts', "import '../entry.js'"), ['high/c.ts imports entry.ts'])
  assert.deepEqual(upward('entry2.ts', "import './high/b.js'\nimport './entry.js'"), [])
  assert.deepEqual(upward('attic/c.ts', ''), ['attic/c.ts is in a room without a place in the order'])
  assert.deepEqual(upward('low/c.ts', "import './d.js'"), ['low/c.ts imports low/d.ts, which does not exist'])
})

test('a circle of imports is named', () => {
  const circle = (sources: Record<string, string>): readonly string[] | undefined => importCircle(importsOf(new Map(Object.entries(sources))))
  assert.equal(circle({ 'x/a.ts': "import { b } from './b.js'", 'x/b.ts': "import { c } from '../y/c.js'", 'y/c.ts': '' }), undefined)
  assert.deepEqual(circle({ 'x/a.ts': "import './b.js'", 'x/b.ts': "import type { A } from './a.js'" }), ['x/a.ts', 'x/b.ts', 'x/a.ts'])
  assert.deepEqual(
    circle({ 'x/a.ts': "import './b.js'", 'x/b.ts': "export { c } from '../y/c.js'", 'y/c.ts': "import '../x/b.js'" }),
    ['x/b.ts', 'y/c.ts', 'x/b.ts'],
  )
  assert.deepEqual(circle({ 'x/a.ts': "import './a.js'" }), ['x/a.ts', 'x/a.ts'])
})

test('no file has 420 lines or more', () => {
  for (const name of everyFile) assert.ok(read(name).split('\n').length < 420, name)
})

test('the bundles contain no path and one free name', () => {
  for (const name of ['bytelane.js', 'browser.js']) {
    const bundle = readFileSync(new URL('../../dist/' + name, import.meta.url), 'utf8')
    assert.equal(bundle.split('__BYTELANE_CONFIG__').length, 2)
    assert.ok(!/\/tmp\/|\/work\/|node_modules|sourceMappingURL/.test(bundle))
    assert.ok(/^(\/\/.*\n)*"use strict";/.test(bundle), 'strict mode: a function does not expose its caller')
  }
})

test('the lane of a browser is not in the client of a webview', () => {
  const bundle = readFileSync(new URL('../../dist/bytelane.js', import.meta.url), 'utf8')
  assert.ok(!bundle.includes('bytelane-secret.') && !bundle.includes('WebSocket'))
})

test('the injected client is small', () => {
  const bundle = readFileSync(new URL('../../dist/bytelane.js', import.meta.url), 'utf8')
  assert.ok(bundle.length < 96_000, `${bundle.length} bytes`)
  assert.ok(gzipSync(bundle).length < 35_000, `${gzipSync(bundle).length} bytes in gzip`)
})

test('the lockfile contains no registry', () => {
  assert.ok(!/resolved|https?:\/\/registry/.test(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')))
})
