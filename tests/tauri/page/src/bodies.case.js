// Requests on schemes of the application: `mine`, which answers at once, and `later`, which answers from another thread.
import { invoke } from '@tauri-apps/api/core'
import { equal, ok, rejection, run, test, until } from './harness.js'

const request = async (url, init) => (await fetch(url, init)).json()
const post = (body, more) => request('mine://localhost/', { method: 'POST', body, ...more })
const bytes = (length) => Uint8Array.from({ length }, (_, index) => index * 7)
const sum = (data) => data.reduce((total, byte) => (total + byte) % 65536, 0)

test('a body of every kind arrives', async () => {
  const text = await post('hello')
  equal([text.text, text.headers['content-type']], ['hello', 'text/plain;charset=UTF-8'])
  equal((await post(bytes(5).buffer)).bytes, [0, 7, 14, 21, 28])
  equal((await post(bytes(5).subarray(1, 3))).bytes, [7, 14])
  const blob = await post(new Blob(['bl', 'ob'], { type: 'image/x-own' }))
  equal([blob.text, blob.headers['content-type']], ['blob', 'image/x-own'])
  const query = await post(new URLSearchParams({ a: '1', b: 'é' }))
  equal([query.text, query.headers['content-type']], ['a=1&b=%C3%A9', 'application/x-www-form-urlencoded;charset=UTF-8'])
  const form = new FormData()
  form.append('file', new File(['content'], 'name.txt', { type: 'text/plain' }))
  const sent = await post(form)
  ok(sent.headers['content-type'].startsWith('multipart/form-data; boundary='))
  ok(sent.text.includes('filename="name.txt"') && sent.text.includes('content'))
  equal((sent.text.match(/filename/g) ?? []).length, 1)
  const fields = new FormData()
  fields.append('a"\nb', 'line\nof "text"')
  equal((await post(fields)).text.split('\r\n').slice(1, 5), ['Content-Disposition: form-data; name="a%22%0D%0Ab"', '', 'line', 'of "text"'])
  equal((await post('')).length, 0)
  const url = new URL('mine://localhost/')
  equal((await request(url, { method: 'POST', body: 'by URL' })).text, 'by URL')
  equal((await request(new Request('mine://localhost/', { method: 'POST', body: 'by request' }))).text, 'by request')
})

test('method, URL and headers arrive, and the secret does not', async () => {
  const { method, uri, headers, label } = await request('mine://localhost/a%20b/c?d=e&f', { method: 'PUT', body: 'x', headers: { 'X-Note': 'n', 'Content-Type': 'a/b' } })
  equal([method, uri, headers['x-note'], headers['content-type'], label], ['PUT', 'mine://localhost/a%20b/c?d=e&f', 'n', 'a/b', 'main'])
  equal(Object.keys(headers).filter((name) => name.includes('bytelane')), [])
  const get = await request('mine://localhost/plain')
  equal([get.method, get.length], ['GET', 0])
})

test('large bodies arrive whole, at once and later', async () => {
  const data = bytes(3_000_000)
  const blob = new Blob([data, data])
  for (const scheme of ['mine', 'later']) {
    const one = request(`${scheme}://localhost/`, { method: 'POST', body: data })
    const two = request(`${scheme}://localhost/`, { method: 'POST', body: blob })
    equal([(await one).length, (await one).sum], [3_000_000, sum(data)])
    equal([(await two).length, (await two).sum], [6_000_000, (2 * sum(data)) % 65536])
  }
})

test('a request can be aborted', async () => {
  const controller = new AbortController()
  const aborted = rejection(fetch('later://localhost/never', { method: 'POST', body: 'x', signal: controller.signal }))
  controller.abort()
  equal((await aborted).name, 'AbortError')
})

test('bodies of frames, workers and forms are empty and do not end the host', async () => {
  const frame = document.createElement('iframe')
  document.body.append(frame)
  const blob = new Blob(['from a frame'])
  const ofFrame = async (body) => (await (await frame.contentWindow.fetch('mine://localhost/', { method: 'POST', body })).json()).length
  equal([await ofFrame(blob), await ofFrame('text')], [0, 0])
  const source = `
    fetch('mine://localhost/', { method: 'POST', body: new Blob(['from a worker']) })
      .then((response) => response.json())
      .then(({ length }) => postMessage(length), (error) => postMessage(String(error)))`
  const worker = new Worker(URL.createObjectURL(new Blob([source])))
  equal(await new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data))), 0)
  const own = new XMLHttpRequest()
  own.open('POST', 'mine://localhost/')
  own.send(blob)
  await until(() => own.readyState === 4)
  equal(JSON.parse(own.responseText).length, 0)
  const form = document.createElement('form')
  Object.assign(form, { method: 'post', enctype: 'multipart/form-data', action: 'mine://localhost/form', target: 'target' })
  const target = document.createElement('iframe')
  target.name = 'target'
  const transfer = new DataTransfer()
  transfer.items.add(new File(['content'], 'name.txt'))
  const input = Object.assign(document.createElement('input'), { type: 'file', name: 'file' })
  input.files = transfer.files
  form.append(input)
  document.body.append(form, target)
  const loaded = new Promise((resolve) => (target.onload = resolve))
  form.submit()
  await loaded
  equal(await invoke('echo', { value: 'alive' }), 'alive')
})

test('bodies that the application does not answer are bounded', async () => {
  const stop = new AbortController()
  const data = new Uint8Array(25_000_000)
  const never = () => fetch('later://localhost/never', { method: 'POST', body: data, signal: stop.signal })
  // The handler keeps what it has received, also when the page gives the requests up.
  const refused = await Promise.race([never(), never(), never()])
  equal(refused.status, 429)
  const { code, message } = await refused.json()
  equal(code, 'too_many_inflight')
  ok(message.includes('document_bytes_max'), message)
  stop.abort()
  const large = await fetch('mine://localhost/', { method: 'POST', body: data })
  equal(large.status, 429)
  equal((await post('small')).text, 'small')
  equal(await invoke('echo', { value: 'alive' }), 'alive')
})

test('requests on other schemes are not changed', async () => {
  equal((await fetch('/index.html')).status, 200)
  const other = new Request('/index.html')
  equal((await fetch(other)).status, 200)
  equal(await (await fetch('data:,text')).text(), 'text')
  equal(fetch.name, 'fetch')
  ok((await rejection(fetch('mine://localhost/', { method: 'GET', body: 'x' }))) instanceof TypeError)
})

await run()
