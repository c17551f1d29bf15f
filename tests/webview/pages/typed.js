import { Channel, check, equal, invoke, run, until } from '/harness.js'

const { typed, listen, emit } = bytelane
const MIB = 1024 * 1024
const BIG = 2 ** 40
const ARRAYS = [
  new Int8Array([-128, 127]),
  new Uint8Array([0, 255]),
  new Int16Array([-32768, 32767]),
  new Uint16Array([0, 65535]),
  new Int32Array([-(2 ** 31), 2 ** 31 - 1]),
  new Uint32Array([0, 2 ** 32 - 1]),
  new Float32Array([1.5, -0, Infinity]),
  new Float64Array([Math.PI, -BIG]),
  new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n]),
  new BigUint64Array([0n, 2n ** 64n - 1n]),
  new Float16Array([1.5, -0, 65504, Infinity]),
]
const kindOf = array => ({ Int: 'i', Uint: 'u', Float: 'f', BigInt: 'i', BigUint: 'u' })[array.constructor.name.replace(/\d+Array/, '')] + 8 * array.BYTES_PER_ELEMENT

run(async () => {
  // Every element type, as a whole and as a field, in both directions
  for (const array of ARRAYS) {
    const kind = kindOf(array)
    for (const sent of [array, array.slice(0, 0), array.subarray(1)]) {
      equal(await invoke(`echo_${kind}`, typed(sent)), sent, `${kind} alone`)
      const { name, values } = await invoke(`named_${kind}`, { name: 'n', values: sent })
      equal([name, values], ['n', sent], `${kind} inside`)
      check(values.buffer.byteLength === sent.byteLength, 'an array owns its buffer')
    }
  }
  equal(await invoke('echo_u8', new Uint8Array([1, 2])), new Uint8Array([1, 2]), 'bytes are numbers of one byte')
  await invoke('count', { name: 'step 1' })

  // Large arrays: inline, deferred, and in several segments
  for (const length of [16, 64 * 1024, MIB / 4, MIB / 4 + 1, 3 * MIB]) {
    const samples = await invoke('ramp', { length })
    check(samples instanceof Float32Array && samples.length === length && samples.byteOffset === 0)
    check(samples.every((sample, i) => sample === Math.fround(i / 2)), `${length} samples in order`)
    equal(await invoke('sum', typed(samples)), samples.reduce((sum, sample) => sum + sample, 0))
    equal(await invoke('sum', { samples }), samples.reduce((sum, sample) => sum + sample, 0))
  }
  await invoke('count', { name: 'step 2' })

  // Channels in both directions
  const got = []
  const from = new Channel()
  const relayed = invoke('relay', { from, to: new Channel(message => got.push(message)) })
  const lengths = [1, 0, 1000, MIB, 5]
  for (const length of lengths) await from.send(typed(new Float64Array(length).fill(length)))
  from.close()
  equal(await relayed, lengths.reduce((sum, length) => sum + length, 0))
  check(got.every(message => message instanceof Float64Array))
  equal(got.map(message => [message.length, message.every(value => value === message.length)]), lengths.map(length => [length, true]))
  await invoke('count', { name: 'step 3' })

  // Events of the page and of the host
  const payloads = []
  await listen('samples', event => payloads.push(event.payload))
  await emit('samples', typed(new Int32Array([7, -7])))
  await invoke('emit_ramp', { name: 'samples', length: MIB })
  await until(() => payloads.length === 2, 'two events')
  equal(payloads[0], new Int32Array([7, -7]))
  check(payloads[1] instanceof Float32Array && payloads[1].every((sample, i) => sample === i / 2), 'an event of the host')

  // A wrong element type is a refusal that names both
  const error = await invoke('echo_f32', typed(new Float64Array(2))).catch(error => error)
  equal([error.code, error.key], ['bad_arguments', 'values'])
  check(/F64.*Float32Array/.test(error.message), error.message)
  check(/typed\(array\)/.test((await invoke('echo_f32', new Float32Array(2)).catch(error => error)).message))
})
