import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../src/worker/connect.js'
import { typed } from '../src/body/typed.js'
import { pattern, turn, until } from './bytes.js'
import { ipc, named, pair, type Pair } from './support.js'

function worker(): Pair & { readonly remote: ReturnType<typeof connect> } {
  const made = pair()
  return { ...made, remote: connect(made.client.workerPort()) }
}

test('a worker calls through the page, and buffers are moved to it', async () => {
  const { remote, host } = worker()
  try {
    const source = pattern(100)
    assert.deepEqual(new Uint8Array(await remote.invoke<ArrayBuffer>('echo', source)), pattern(100))
    assert.deepEqual(await remote.invoke('echo', { a: source, n: 1 }), { a: pattern(100), n: 1 })
    assert.deepEqual(await remote.invoke('echo', typed(new Float32Array([1.5]))), new Float32Array([1.5]))
    assert.equal(await remote.invoke('nothing'), null)
    await remote.invoke('echo', { a: source }, { transfer: [source.buffer] })
    assert.equal(source.byteLength, 0, 'moved')
    let headers: unknown
    host.commands.set('headers', (call) => {
      headers = Array.from(call.headers, (pair) => [pair[0], pair[1]])
    })
    await remote.invoke('headers', undefined, { headers: { a: 'b' } })
    assert.deepEqual(headers, [['a', 'b']])
  } finally {
    remote.close()
  }
})

test('errors, abort, timeout and progress reach the worker', async () => {
  const { remote, host } = worker()
  try {
    host.commands.set('fail', () => {
      throw { kind: 'no' }
    })
    await assert.rejects(remote.invoke('missing'), ipc('unknown_command'))
    await assert.rejects(remote.invoke('fail'), (error: unknown) => (error as { kind: string }).kind === 'no')
    await assert.rejects(remote.invoke('hang', {}, { timeout: 5 }), named('TimeoutError'))
    let cancelled = 0
    host.commands.set('wait', ({ signal }) => new Promise(() => signal.addEventListener('abort', () => cancelled++)))
    const controller = new AbortController()
    const call = remote.invoke('wait', {}, { signal: controller.signal })
    await turn()
    controller.abort()
    await assert.rejects(call, named('AbortError'))
    await until(() => cancelled === 1)
    let loaded = 0
    await remote.invoke('echo', pattern(50), { onProgress: (p) => (loaded = p.loaded) })
    assert.equal(loaded, 50)
    await assert.rejects(remote.invoke('echo', { f: () => 1, c: Symbol('x') }), (error: unknown) => (error as Error).name === 'DataCloneError')
  } finally {
    remote.close()
  }
})

test('events reach the worker', async () => {
  const { remote, host } = worker()
  try {
    const gone: unknown[] = []
    host.commands.set('plugin:event|listen', () => 11)
    host.commands.set('plugin:event|unlisten', ({ args }) => void gone.push(args))
    const seen: unknown[] = []
    const unlisten = await remote.listen('e', (event) => seen.push(event))
    host.emit('e', [11], { bytes: new Uint8Array([1]) })
    await until(() => seen.length === 1)
    assert.deepEqual(seen, [{ event: 'e', id: 11, payload: { bytes: new Uint8Array([1]) } }])
    unlisten()
    await until(() => gone.length === 1)
  } finally {
    remote.close()
  }
})
