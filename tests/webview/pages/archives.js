import { Channel, check, equal, invoke, run, until } from '/harness.js'
import * as views from '/views.js'

let state = 1
const random = below => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
const text = () => Array.from({ length: random(24) }, () => ['a', 'é', '✓', '🦀'][random(4)]).join('')
const randomRow = () => ({
  id: (BigInt(random(2 ** 32)) << 32n) | BigInt(random(2 ** 32)),
  name: text(),
  score: random(2) ? null : random(1000) / 8,
  type: ['Red', 'Green', 'Blue'][random(3)],
})
const randomDrawing = () =>
  [
    () => ({ tag: 'Empty' }),
    () => ({ tag: 'Circle', value: random(100) / 4 }),
    () => ({ tag: 'Line', value: [random(256), -random(1000), { 0: random(9) / 2, 1: -0.25 }] }),
    () => ({ tag: 'Label', value: { text: text(), at: [-random(9), 0.5], color: 'Blue' } }),
    () => ({ tag: 'Group', value: Array.from({ length: random(4) }, text) }),
  ][random(5)]()
const plain = value => JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner))
const same = (actual, expected, message) => equal(plain(actual), plain(expected), message)

async function refused(promise, code) {
  const error = await promise.then(() => undefined, error => error)
  equal([error?.code, error?.key], [code, 'rows'], String(error))
}

run(async () => {
  // What Rust writes, the page reads: inline, in segments, and from memory that both share
  for (const length of [0, 1, 100, 5000, 60000]) {
    for (const command of ['rows', 'shared_rows']) {
      const rows = views.openRows(await invoke(command, { length }))
      equal(rows.length, length)
      for (const i of [0, length >> 1, length - 1]) {
        const row = rows.at(i)
        if (length === 0) equal(row, undefined)
        else equal([String(row.id), row.name, row.score, row.type], [String(BigInt(i) << 32n), `the name of row ${i}`, i % 2 ? i / 2 : null, i % 3 ? 'Green' : 'Red'])
      }
    }
  }
  const words = Array.from(views.openDictionary(await invoke('words', { length: 300 })).words)
  equal(words.sort((one, other) => one[1] - other[1]), Array.from({ length: 300 }, (_, i) => [`word ${i}`, i]))
  await invoke('count', { name: 'step 1' })

  // What the page writes, Rust reads and writes again
  for (let i = 0; i < 60; i++) {
    const rows = Array.from({ length: random(40) }, randomRow)
    const archive = views.encodeRows(rows)
    same(views.openRows(await invoke('again', archive)).toObject(), rows)
    same(views.openRows(await invoke('same', { rows: archive })).toObject(), rows)
    const named = await invoke('name_rows', { name: 'n', rows: archive })
    equal([named.name, named.count], ['n', rows.length])
    same(views.openRows(named.rows).toObject(), rows)
    const drawings = Array.from({ length: random(12) }, randomDrawing)
    same(views.openDrawings(await invoke('draw_again', views.encodeDrawings(drawings))).toObject(), drawings)
  }
  const many = Array.from({ length: 40000 }, randomRow)
  same(views.openRows(await invoke('again', { rows: views.encodeRows(many) })).toObject(), many)
  equal(await invoke('point', views.encodePoint({ 0: 1.5, 1: -2 })), [1.5, -2])
  await invoke('count', { name: 'step 2' })

  // Channels and events
  const got = []
  const from = new Channel()
  const relayed = invoke('relay_rows', { from, to: new Channel(message => got.push(views.openRows(message))) })
  for (const length of [0, 3, 40000]) await from.send(views.encodeRows(many.slice(0, length)))
  from.close()
  equal(await relayed, 40003)
  equal(got.map(rows => rows.length), [0, 3, 40000])
  same(got[2].toObject(), many)
  const events = []
  await bytelane.listen('rows', event => events.push(views.openRows(event.payload)))
  for (const length of [2, 60000]) await invoke('emit_rows', { name: 'rows', length })
  await until(() => events.length === 2, 'two events')
  equal(events.map(rows => rows.at(-1).name), ['the name of row 1', 'the name of row 59999'])
  await invoke('count', { name: 'step 3' })

  // Archives that are damaged or nest too deeply
  const archive = views.encodeRows([randomRow(), randomRow()])
  for (let i = 0; i < archive.length; i++) {
    const damaged = archive.slice()
    damaged[i] ^= 0xff
    const error = await invoke('same', { rows: damaged }).then(() => undefined, error => error)
    check(error === undefined || error.code === 'bad_archive', String(error))
  }
  await refused(invoke('same', { rows: archive.slice(0, 7) }), 'bad_archive')
  await refused(invoke('same', { rows: new Uint8Array(0) }), 'bad_archive')
  await refused(invoke('same', { rows: 7 }), 'bad_arguments')
  await refused(invoke('same', {}), 'bad_arguments')
  const deep = depth => Array.from({ length: depth }).reduce(other => ({ value: depth, children: [], other }), null)
  equal(await invoke('tree_value', { tree: views.encodeNode(deep(30)) }), 30)
  equal(views.openNode(await invoke('tree', { depth: 30 })).other.other.value, 27)
  const tooDeep = await invoke('tree_value', { tree: views.encodeNode(deep(200)) }).catch(error => error)
  equal([tooDeep.code, tooDeep.command, tooDeep.key], ['bad_archive', 'tree_value', 'tree'])

  // The time from the arrival of the bytes, of 10,000 rows
  const json = JSON.stringify(await invoke('json_rows', { length: 10000 }))
  const bytes = await invoke('rows', { length: 10000 })
  const best = work => {
    let least = Infinity
    for (let run = 0; run < 5; run++) {
      const start = performance.now()
      for (let i = 0; i < 10; i++) work()
      least = Math.min(least, (performance.now() - start) / 10)
    }
    return least
  }
  const encoded = new TextEncoder().encode(json)
  const decoder = new TextDecoder()
  const sum = rows => {
    let total = 0
    for (let i = 0; i < rows.length; i++) total += (rows.at(i).score ?? 0)
    return total
  }
  equal(sum(views.openRows(bytes)), sum(JSON.parse(json)))
  const figures = {
    json_parse_us: best(() => sum(JSON.parse(decoder.decode(encoded)))),
    lazy_us: best(() => sum(views.openRows(bytes))),
    whole_us: best(() => views.openRows(bytes).toObject()),
  }
  for (const [name, milliseconds] of Object.entries(figures)) await invoke('note', { name, figure: Math.round(milliseconds * 1000) })
})
