// The two forms of the table: an archive that is read in place, and parsed JSON. Both are sorted through an index of their rows.
import { openOrders } from './views.js'

const { invoke } = bytelane

/** Returns the ranks of texts: equal texts have the same one. */
function ranks(texts) {
  const distinct = Array.from(new Set(texts)).sort()
  const rankOf = new Map(distinct.map((text, rank) => [text, rank]))
  return Float64Array.from(texts, text => rankOf.get(text))
}

/** Returns the positions of numbers in ascending order: a radix sort of their bits, 16 at a time. Changes the numbers. */
function ascending(keys) {
  const { length } = keys
  const words = new Uint32Array(keys.buffer)
  // Bits that compare like the numbers: those of negative numbers are inverted, the sign of the others is set.
  for (let i = 0; i < 2 * length; i += 2) {
    const isNegative = words[i + 1] >>> 31 === 1
    words[i] ^= isNegative ? 0xffffffff : 0
    words[i + 1] ^= isNegative ? 0xffffffff : 0x80000000
  }
  let [from, to] = [new Uint32Array(length), new Uint32Array(length)]
  for (let i = 0; i < length; i++) from[i] = i
  for (let bits = 0; bits < 64; bits += 16) {
    const digit = i => (words[2 * i + (bits >> 5)] >>> (bits & 16)) & 0xffff
    const starts = new Uint32Array(0x10001)
    for (let i = 0; i < length; i++) starts[digit(i) + 1]++
    for (let value = 0; value < 0x10000; value++) starts[value + 1] += starts[value]
    for (let i = 0; i < length; i++) to[starts[digit(from[i])]++] = from[i];
    [from, to] = [to, from]
  }
  return from
}

class Form {
  length = 0
  #order

  row(place) {
    return this.at(this.#order === undefined ? place : this.#order[place])
  }

  /** Sorts the rows. Reads one field of each, and moves none of them. */
  sort({ name, isNumber }, isDescending) {
    const { length } = this
    const keys = isNumber ? new Float64Array(length) : new Array(length)
    for (let i = 0; i < length; i++) keys[i] = this.at(i)[name]
    const order = ascending(isNumber ? keys : ranks(keys))
    this.#order = isDescending ? order.reverse() : order
  }
}

export class ArchiveForm extends Form {
  title = 'Archive'
  #orders

  async load() {
    // Opening an archive reads the length of its list. Nothing else is decoded.
    this.#orders = openOrders(await invoke('archive_orders'))
    this.length = this.#orders.length
  }

  at(index) {
    return this.#orders.at(index)
  }
}

export class JsonForm extends Form {
  title = 'JSON'
  #orders

  async load() {
    this.#orders = await invoke('json_orders')
    this.length = this.#orders.length
  }

  at(index) {
    return this.#orders[index]
  }
}
