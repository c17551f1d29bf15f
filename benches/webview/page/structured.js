// Structured data without JSON: typed arrays and archives of orders, each operation beside the same data as bytes or as JSON.
import { encodeOrders, openOrders } from './views.js'

const { invoke } = bytelane

/** Rows of a table, and of the arguments of a call. */
const ROWS = 10_000
const CALL_ROWS = 1_000

const decoder = new TextDecoder()
const parse = (json) => JSON.parse(decoder.decode(json))

// Two functions of the same text, so that each is compiled for the one type that it reads.
function sumOfViews(orders) {
  let sum = 0
  for (const { amount } of orders) sum += amount
  return sum
}
function sumOfObjects(orders) {
  let sum = 0
  for (const { amount } of orders) sum += amount
  return sum
}

/** Reads every field of all rows, the texts at both ends. */
function readAll(orders) {
  let read = 0
  for (const { id, customer, country, quantity, amount, status } of orders) {
    read += id + quantity + amount + customer.charCodeAt(0) + customer.charCodeAt(customer.length - 1) + country.charCodeAt(0) + status.length
  }
  return read
}

const equals = (result, _, { expected }) => (result === expected ? undefined : false)

/** An operation on the bytes of a table, measured from their arrival. `expected` computes the result from the JSON. */
const onTable = (command, run, expected) => ({
  prepare: async () => ({
    table: await invoke(command, { length: ROWS }),
    expected: expected(parse(await invoke('json_orders', { length: ROWS }))),
  }),
  run: ({ table }) => run(table),
  lastOnly: true,
  check: equals,
})

/** A call with a table as its argument and its result. */
const call = (run) => ({
  prepare: async () => {
    const orders = parse(await invoke('json_orders', { length: CALL_ROWS }))
    return { orders, expected: sumOfObjects(orders) }
  },
  run: ({ orders }) => run(orders),
  lastOnly: true,
  check: equals,
})

export const structured = {
  archive_rows: onTable('archive_orders', (table) => sumOfViews(openOrders(table)), sumOfObjects),
  json_rows: onTable('json_orders', (table) => sumOfObjects(parse(table)), sumOfObjects),
  archive_rows_whole: onTable('archive_orders', (table) => readAll(openOrders(table).toObject()), readAll),
  json_rows_whole: onTable('json_orders', (table) => readAll(parse(table)), readAll),
  archive_call: call(async (orders) => sumOfViews(openOrders(await invoke('archive_call', { orders: encodeOrders(orders) })))),
  json_call: call(async (orders) => sumOfObjects(await invoke('json_call', { orders }))),
}
