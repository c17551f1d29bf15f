import './setup.js'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import type { Client } from '../src/client/client.js'
import { MemoryHost } from './host/memory-host.js'
import { LIMITS } from '../src/base/constants.js'
import { pattern, turn, until } from './bytes.js'
import { FakeScheme } from './fake-fetch.js'

const BUNDLE = readFileSync(new URL('../../dist/bytelane.js', import.meta.url), 'utf8')
const limits = { ...LIMITS, inline_body_bytes_max: 1_000, segment_bytes_max: 700 }

interface PageOptions {
  readonly origin?: string
  readonly protocol?: string
  readonly subframe?: boolean
}

/** Creates a realm with the platform of a page and a native-like `fetch` that no script of the page can inspect. */
function page({ origin = 'bytelane://localhost', protocol = 'bytelane:', subframe = false }: PageOptions = {}): {
  readonly run: (code: string) => unknown
  readonly scheme: FakeScheme
  readonly host: MemoryHost
  readonly sandbox: Record<string, unknown>
} {
  const host = new MemoryHost(limits)
  const scheme = new FakeScheme(host)
  host.commands.set('echo', ({ args }) => args)
  host.commands.set('give', () => pattern(5_000))
  const sandbox: Record<string, unknown> = {
    TextEncoder, TextDecoder, Blob, AbortController, AbortSignal, EventTarget, DOMException, crypto, Crypto, Headers, Response, ReadableStream,
    WritableStream, ReadableStreamDefaultReader, ReadableStreamDefaultController, MessageChannel, MessagePort, MessageEvent, Event, console,
    setTimeout, clearTimeout, queueMicrotask,
    location: { origin, protocol, host: 'localhost' },
    hostCall: (url: string, init: { method: string; headers: Record<string, string>; body?: unknown }, resolve: (r: Response) => void, reject: (e: unknown) => void) => {
      // Own properties only, as WebIDL reads a record.
      const own = (object: object, name: string): unknown => Object.getOwnPropertyDescriptor(object, name)?.value
      assert.equal(Object.getPrototypeOf(init), null)
      assert.equal(Object.getPrototypeOf(own(init, 'headers')), null)
      const secret = own(own(init, 'headers') as object, 'bytelane-secret') as string
      scheme.handle(url, own(init, 'method') as string, secret, own(init, 'body')).then(
        (answer) => resolve(new Response(answer.body, { status: answer.status, headers: answer.headers })),
        reject,
      )
    },
  }
  sandbox['window'] = sandbox
  sandbox['top'] = subframe ? {} : sandbox
  createContext(sandbox)
  const run = (code: string): unknown => runInContext(code, sandbox)
  run(`
    globalThis.window = globalThis; globalThis.out = Object.create(null); ${subframe ? '' : 'globalThis.top = globalThis;'}
    Object.setPrototypeOf(globalThis, EventTarget.prototype);
    globalThis.fetch = (function (call, Promise) {
      return function fetch(url, init) { return new Promise((resolve, reject) => call(url, init, resolve, reject)) }
    })(hostCall, Promise);
    delete globalThis.hostCall;
    // A window is an EventTarget of the platform; here its listeners are never called.
    EventTarget.prototype.addEventListener = (function (add, apply) {
      return function addEventListener(...args) { return this === globalThis ? undefined : apply(add, this, args) }
    })(EventTarget.prototype.addEventListener, Reflect.apply);
  `)
  // The original addEventListener is restored for the other tests of this process.
  return { run, scheme, host, sandbox }
}
const addEventListener = EventTarget.prototype.addEventListener
function inject(run: (code: string) => unknown, more: object = {}): Client | undefined {
  const config = { base: 'ipc://localhost/', origins: ['bytelane://localhost'], label: 'main', debug: false, lane: 'protocol', schemes: [], guarded: [], limits, version: 1, tauri: { label: 'main', scheme: ['', '://localhost/'], sep: '/', delimiter: ':' }, ...more }
  // As `src/engine/client.rs` writes it.
  run(`if (window === window.top && !('bytelane' in window)) (function(__BYTELANE_CONFIG__){${BUNDLE}\n})(${JSON.stringify(config)})`)
  EventTarget.prototype.addEventListener = addEventListener
  return run('globalThis.bytelane') as Client | undefined
}

/** Wraps every builtin that a page can reach, so that it logs its arguments and then does its work. */
const POLLUTE = `(function () {
  const log = [], seen = new WeakSet(), push = Array.prototype.push, ownKeys = Reflect.ownKeys, get = Reflect.get, apply = Reflect.apply,
    describe = Object.getOwnPropertyDescriptor, define = Object.defineProperty, WM = WeakSet.prototype, has = WM.has, add = WM.add,
    call = Function.prototype.call, bind = Function.prototype.bind, toString = Function.prototype.toString, S = String,
    construct = Reflect.construct, inherit = Object.setPrototypeOf;
  const uncurry = bind.bind(call), pushTo = uncurry(push), wasSeen = uncurry(has), addSeen = uncurry(add), source = uncurry(toString);
  let depth = 0;
  function note(value, level) {
    if (typeof value === 'string') { log[log.length] = value; return }
    if (typeof value === 'function') { try { log[log.length] = source(value) } catch {} }
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || level > 5 || wasSeen(seen, value)) return;
    addSeen(seen, value);
    const names = ownKeys(value);
    for (let i = 0; i < names.length && i < 300; i++) {
      const d = describe(value, names[i]);
      if (typeof names[i] === 'string') log[log.length] = names[i];
      if (d && 'value' in d) note(d.value, level + 1);
    }
  }
  function trap(self, args) {
    if (depth > 0) return;
    depth++;
    try { note(self, 0); for (let i = 0; i < args.length; i++) note(args[i], 0) } finally { depth-- }
  }
  define(log, 'length', { value: 0, writable: true });
  let count = 0;
  const names = [];
  function wrap(object, name) {
    const d = describe(object, name);
    if (!d || !d.configurable) return;
    const next = { __proto__: null, configurable: true, enumerable: d.enumerable };
    const wrapped = (f) => {
      const trapping = function (...args) { trap(this, args); return new.target ? construct(f, args, new.target === trapping ? f : new.target) : apply(f, this, args) };
      // Constructors keep their properties.
      if (describe(f, 'prototype')) { define(trapping, 'prototype', { __proto__: null, value: f.prototype }); inherit(trapping, f) }
      return trapping;
    };
    if (typeof d.value === 'function') { next.value = wrapped(d.value); next.writable = true }
    else if (d.get) { const g = d.get; next.get = function () { trap(this, []); return apply(g, this, []) }; if (d.set) next.set = d.set }
    else return;
    define(object, name, next);
    count++;
    names[names.length] = S(name);
  }
  const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);
  const ArrayIterator = Object.getPrototypeOf([][Symbol.iterator]());
  const targets = [
    [Promise.prototype, ['then', 'catch', 'finally']], [Promise, ['resolve', 'reject', 'all', 'race', Symbol.species]],
    [Array.prototype, ['push', 'shift', 'map', 'forEach', 'join', 'slice', 'concat', 'indexOf', Symbol.iterator, 'values', 'toString']],
    [ArrayIterator, ['next']],
    [Map.prototype, ['get', 'set', 'has', 'delete', 'forEach', 'size']], [Set.prototype, ['add', 'has', 'delete', 'size']],
    [String.prototype, ['slice', 'startsWith', 'charCodeAt', 'concat', 'toString', 'valueOf', 'split', 'replace']],
    [Number.prototype, ['toString', 'valueOf']],
    [TypedArray, ['set', 'subarray', 'slice', 'buffer', 'byteLength', 'byteOffset', 'length', Symbol.iterator, Symbol.toStringTag]],
    [ArrayBuffer.prototype, ['slice', 'byteLength']], [DataView.prototype, ['getUint32', 'setUint32', 'buffer']],
    [Function.prototype, ['call', 'apply', 'bind', 'toString']], [JSON, ['parse', 'stringify']],
    [Object, ['keys', 'freeze', 'defineProperty', 'setPrototypeOf', 'getPrototypeOf', 'assign', 'entries']], [Reflect, ['apply', 'get', 'ownKeys', 'construct']],
    [Object.prototype, ['hasOwnProperty', 'toString', 'valueOf', 'isPrototypeOf']],
    [TextEncoder.prototype, ['encode']], [TextDecoder.prototype, ['decode']],
    [Headers.prototype, ['get', 'set', 'append', 'has', 'forEach', Symbol.iterator]],
    [Response.prototype, ['arrayBuffer', 'json', 'text', 'status', 'headers', 'ok']],
    [AbortController.prototype, ['abort', 'signal']], [Crypto.prototype, ['getRandomValues']],
    [globalThis, ['fetch', 'Headers', 'Response', 'Promise', 'Map', 'Set', 'Uint8Array', 'ArrayBuffer', 'DataView', 'TextEncoder', 'TextDecoder', 'Error', 'TypeError', 'setTimeout', 'queueMicrotask', 'AbortController', 'Symbol', 'Object', 'JSON', 'Array']],
  ];
  const later = [];
  for (const [object, list] of targets) for (const name of list) pushTo(later, [object, name]);
  for (let i = 0; i < later.length; i++) wrap(later[i][0], later[i][1]);
  // Missing properties that would be looked up on a prototype.
  for (const name of ['then', 'toJSON', 'cache', 'mode', 'credentials', 'redirect', 'integrity', 'keepalive', 'window', 'signal', 'headers', 'method',
    'bytelane-secret', 'get', 'set', 'writable', 'constructor_', 'secret', 'key', 'code', 'message', 'status', 'reason', 'listeners', 'data']) {
    define(Object.prototype, name, { __proto__: null, configurable: true, get() { trap(this, []); return undefined }, set(v) { trap(this, [v]); define(this, name, { __proto__: null, value: v, writable: true, enumerable: true, configurable: true }) } });
    count++;
  }
  define(Array.prototype, '0', { __proto__: null, configurable: true, get() { trap(this, []); return undefined }, set(v) { trap(this, [v]); define(this, '0', { __proto__: null, value: v, writable: true, enumerable: true, configurable: true }) } });
  define(Promise.prototype, 'constructor', { __proto__: null, configurable: true, get() { trap(this, []); return globalThis.Promise } });
  count += 2;
  out.trapped = { __proto__: null, log, get count() { return count } };
})()`

test('a page that wraps all builtins reads no secret and breaks no call', async () => {
  // The builtins of the realm and the platform classes are wrapped; the latter are restored.
  const platform = [TextEncoder, TextDecoder, Headers, Response, AbortController, Crypto, Blob].map((c) => c.prototype as object)
  const saved = platform.map((prototype) => Object.getOwnPropertyDescriptors(prototype))
  const { run, host, scheme } = page()
  const client = inject(run)
  assert.ok(client)
  let outcome: unknown
  try {
    run(POLLUTE)
    run(`

      (async () => {
        const results = [];
        const record = (value) => { results[results.length] = value };
        record(await bytelane.invoke('echo', { a: 1, list: [1, 2], bytes: new Uint8Array([1, 2, 3]) }));
        record(await bytelane.invoke('echo', new Uint8Array(5000)));
        record(await bytelane.invoke('give', undefined, { headers: { x: 'y' } }));
        record(await bytelane.invoke('echo', bytelane.typed(new Float32Array([1.5]))));
        const stream = await bytelane.invoke.stream('give');
        record(await stream.bytes());
        const channel = new bytelane.Channel();
        out.channelId = channel.id;
        const iterator = channel[Symbol.asyncIterator]();
        await channel.send({ up: new Uint8Array([9]) });
        record((await iterator.next()).value);
        record((await iterator.next()).value);
        channel.close();
        try { await bytelane.invoke('missing') } catch (error) { record(error.code) }
        try { await bytelane.invoke('bad name') } catch (error) { record(error.code) }
        try { await bytelane.invoke('echo', {}, { signal: AbortSignal.abort('r') }) } catch (error) { record(error) }
        bytelane.stats(); bytelane.lane();
        return results;
      })().then((results) => { out.done = { __proto__: null, results } }, (error) => { out.done = { __proto__: null, error } });
    `)
    await until(() => run('out.channelId') !== undefined || run('out.done') !== undefined)
    const channel = run('out.channelId') as number
    if (channel !== undefined) {
      void host.send(channel, { n: 1 }).catch(() => undefined)
      void host.send(channel, pattern(2_000)).catch(() => undefined)
    }
    await until(() => run('out.done') !== undefined)
    outcome = run('out.done')
  } finally {
    platform.forEach((prototype, i) => Object.defineProperties(prototype, saved[i] ?? {}))
  }
  const { results, error } = outcome as { results?: ArrayLike<unknown>; error?: unknown }
  assert.equal(error, undefined, String((error as Error | undefined)?.stack ?? error))
  assert.ok(results)
  const expect = (i: number, value: unknown): void => assert.equal(JSON.stringify(results[i]), JSON.stringify(value), `result ${i}`)
  expect(0, { a: 1, list: [1, 2], bytes: new Uint8Array([1, 2, 3]) })
  assert.equal((results[1] as ArrayBuffer).byteLength, 5_000)
  assert.deepEqual(new Uint8Array(results[2] as ArrayBuffer), pattern(5_000))
  expect(5, { n: 1 })
  assert.deepEqual(new Uint8Array(results[6] as ArrayBuffer), pattern(2_000))
  assert.deepEqual([results[7], results[8], results[9]], ['unknown_command', 'bad_path', 'r'])

  const log = run('out.trapped.log') as ArrayLike<string>
  const count = run('out.trapped.count') as number
  assert.ok(count >= 100, `${count} builtins polluted`)
  assert.ok(log.length > 100, 'the traps are alive')
  const nonces = [...scheme.documents]
  const leaks: string[] = []
  for (let i = 0; i < log.length; i++) {
    const entry = log[i] ?? ''
    if (nonces.some((nonce) => entry.includes(nonce))) leaks.push(entry.slice(0, 300))
  }
  assert.deepEqual(leaks, [])
  assert.ok(scheme.seen.length > 15)
})

test('the traps detect a secret that is not hidden', async () => {
  const platform = [TextEncoder, TextDecoder, Headers, Response, AbortController, Crypto, Blob].map((c) => c.prototype as object)
  const saved = platform.map((prototype) => Object.getOwnPropertyDescriptors(prototype))
  const { run, scheme } = page()
  inject(run)
  try {
    run(POLLUTE)
    await until(() => scheme.documents.size === 1)
    run(`JSON.stringify({ deep: { s: '${[...scheme.documents][0]}' } })`)
  } finally {
    platform.forEach((prototype, i) => Object.defineProperties(prototype, saved[i] ?? {}))
  }
  assert.ok(Array.from(run('out.trapped.log') as ArrayLike<string>).some((entry) => entry.includes([...scheme.documents][0] ?? '?')))
})

test('the injected script is run again by document.open, in the realm that the page has changed', async () => {
  const platform = [TextEncoder, TextDecoder, Headers, Response, AbortController, Crypto, Blob].map((c) => c.prototype as object)
  const saved = platform.map((prototype) => Object.getOwnPropertyDescriptors(prototype))
  const { run, scheme } = page()
  const client = inject(run)
  await until(() => scheme.documents.size === 1)
  let again: Client | undefined
  try {
    run(POLLUTE)
    const before = run('out.trapped.log.length')
    again = inject(run)
    assert.equal(run('out.trapped.log.length'), before, 'the script calls no builtin')
    await turn()
  } finally {
    platform.forEach((prototype, i) => Object.defineProperties(prototype, saved[i] ?? {}))
  }
  assert.equal(again, client)
  assert.equal(scheme.documents.size, 1)
})

test('no object that the page can reach contains the secret', async () => {
  const { run, scheme } = page()
  const client = inject(run)
  assert.ok(client)
  await client.invoke('echo', { a: 1 })
  const found: string[] = []
  const seen = new Set<unknown>()
  const walk = (value: unknown, path: string, depth: number): void => {
    if (typeof value === 'string' && [...scheme.documents].some((nonce) => value.includes(nonce))) found.push(path)
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || depth > 8) return
    seen.add(value)
    if (typeof value === 'function') walk(Function.prototype.toString.call(value), `${path}.toString()`, depth + 1)
    for (const name of Reflect.ownKeys(value)) {
      const descriptor = Object.getOwnPropertyDescriptor(value, name)
      if (descriptor === undefined) continue
      for (const part of ['value', 'get', 'set'] as const) walk(descriptor[part], `${path}.${String(name)}`, depth + 1)
    }
    walk(Object.getPrototypeOf(value), `${path}.__proto__`, depth + 1)
  }
  walk(client, 'bytelane', 0)
  walk(run('new bytelane.Channel()'), 'channel', 0)
  walk(await client.invoke.stream('give'), 'stream', 0)
  assert.deepEqual(found, [])
  assert.ok(seen.size > 50)
})

test('the installed client cannot be changed', () => {
  const { run } = page()
  inject(run)
  assert.equal(run(`(function () { 'use strict'; try { globalThis.bytelane = 1; return 'set' } catch (e) { return e.name } })()`), 'TypeError')
  assert.equal(run(`(function () { 'use strict'; try { bytelane.invoke = 1; return 'set' } catch (e) { return e.name } })()`), 'TypeError')
  assert.equal(run(`(function () { 'use strict'; try { bytelane.Channel.prototype.toJSON = 1; return 'set' } catch (e) { return e.name } })()`), 'TypeError')
  assert.equal(run(`Object.isFrozen(bytelane) && Object.isFrozen(bytelane.invoke) && Object.isFrozen(bytelane.Channel) && Object.isFrozen(bytelane.IpcError)`), true)
  assert.deepEqual(JSON.parse(run(`JSON.stringify(Object.keys(bytelane).sort())`) as string), [
    'Channel', 'IpcError', 'emit', 'emitTo', 'events', 'invoke', 'label', 'lane', 'listen', 'once', 'stats', 'typed', 'workerPort',
  ])
})

test('a page without an origin is told in debug builds how to get one', () => {
  for (const [protocol, debug, told] of [
    ['about:', true, true],
    ['about:', false, false],
    ['https:', true, false],
  ] as const) {
    const { run } = page({ origin: 'null', protocol })
    run('globalThis.console = { warn: (text) => { out.warned = text } }')
    assert.equal(inject(run, { debug }), undefined)
    assert.equal(String(run('out.warned')).includes('load it with `AttachOptions::html`'), told, protocol)
  }
})

test('only the main frame of an allowed origin has a client', async () => {
  const cases: readonly (readonly [PageOptions, object, boolean])[] = [
    [{}, {}, true],
    [{ origin: 'null' }, {}, true],
    [{ origin: 'https://evil.example', protocol: 'https:' }, {}, false],
    [{ subframe: true }, {}, false],
    [{ origin: 'null', protocol: 'about:' }, {}, false],
    [{ origin: 'http://localhost:1420', protocol: 'http:' }, { origins: ['http://localhost:1420'] }, true],
    [{}, { origins: [] }, false],
  ]
  for (const [options, config, expected] of cases) {
    const { run, scheme } = page(options)
    assert.equal(inject(run, config) !== undefined, expected, JSON.stringify([options, config]))
    await turn()
    assert.equal(scheme.seen.length, expected ? 1 : 0)
  }
})
