// An application with thirty commands and three plugins, used from end to end.
import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { getCurrentWindow } from '@tauri-apps/api/window'
import { equal, ok, rejection, run, test, until } from './harness.js'

const used = new Set()
const call = (command, args, options) => {
  if (!command.startsWith('plugin:')) used.add(command)
  return invoke(command, args, options)
}
const text = (buffer) => new TextDecoder().decode(buffer)

test('notes are created, changed and announced', async () => {
  const changed = []
  const stop = await listen('notes://changed', ({ payload }) => changed.push(payload))
  const note = await call('create_note', { text: 'Hello' })
  equal(note, { id: 'n1', text: 'Hello', tags: [] })
  equal((await call('duplicate_note', { id: 'n1' })).id, 'n2')
  equal((await call('update_note', { id: 'n2', newText: 'Other' })).text, 'Other')
  equal((await call('tag_note', { note_id: 'n1', tag_names: ['b', 'a'] })).tags, ['b', 'a'])
  equal(await call('list_tags'), ['a', 'b'])
  equal((await call('untag_note', { id: 'n1', tag: 'b' })).tags, ['a'])
  equal((await call('untag_note', { id: 'n1' })).tags, [])
  equal((await call('list_notes')).map(({ id }) => id), ['n1', 'n2'])
  equal((await call('get_note', { id: 'n2' })).text, 'Other')
  equal(await rejection(call('get_note', { id: 'n9' })), { kind: 'noSuchNote', message: 'there is no note n9' })
  equal(await call('delete_note', { id: 'n2' }), null)
  equal(await call('count_notes'), 1)
  await until(() => changed.length === 1)
  equal(changed, ['n1'])
  await stop()
})

test('files are bytes', async () => {
  const exported = await call('export_note', { id: 'n1' })
  ok(exported instanceof ArrayBuffer)
  equal(JSON.parse(text(exported)).text, 'Hello')
  const imported = await call('import_note', { contents: new Uint8Array(exported) })
  equal([imported.text, (await call('import_note', { contents: Array.from(new Uint8Array(exported)) })).text], ['Hello', 'Hello'])
  equal((await rejection(call('import_note', { contents: [1] }))).kind, 'json')
  equal(await call('attach_file', { id: 'n1', fileName: 'a.bin', data: new Uint8Array([1, 2, 3]) }), 3)
  equal(await call('list_attachments', { id: 'n1' }), [['a.bin', 3]])
  const back = await call('read_attachment', { id: 'n1', fileName: 'a.bin' })
  equal(Array.from(new Uint8Array(back)), [1, 2, 3])
  equal(await call('read_attachment', { id: 'n1', fileName: 'none' }), null)
  const chunks = []
  await call('stream_export', { id: 'n1', onChunk: new Channel((chunk) => chunks.push(chunk)) })
  ok(chunks.every((chunk) => chunk instanceof ArrayBuffer))
  equal(chunks.map(text), ['Hell', 'o'])
  const raw = await call('import_raw', new TextEncoder().encode('Grüezi'), { headers: { 'Content-Language': 'gsw' } })
  equal(raw.text, '[gsw] Grüezi')
  equal(await rejection(call('import_raw', { text: 'x' })), 'bytes, please')
})

test('searches report their results', async () => {
  const found = await call('search', { query: 'Grüezi' })
  equal(found.length, 1)
  const events = []
  await call('search_stream', { query: 'Grüezi', onEvent: new Channel((event) => events.push(event)) })
  equal(events, [{ event: 'found', data: { id: found[0] } }, { event: 'finished', data: { count: 1 } }])
  const progress = []
  await getCurrentWindow().listen('index-progress', ({ payload }) => progress.push(payload))
  const done = new Promise((resolve) => getCurrentWindow().once('index-done', resolve))
  equal(await call('reindex'), null)
  await done
  equal(progress, [0, 25, 50, 75, 100])
  equal([await call('cancel_reindex'), await call('cancel_reindex')], [false, true])
})

test('settings, directories and windows', async () => {
  equal(await call('set_setting', { key: 'theme', value: { dark: true } }), null)
  equal(await call('get_settings'), { theme: { dark: true } })
  equal(await rejection(call('set_setting', { key: '', value: 1 })), 'a setting has a name')
  equal(await call('reset_settings'), null)
  equal(await call('get_settings'), {})
  ok((await call('data_directory')).endsWith('/org.bytelane.moved'))
  equal(await call('app_version'), '3.2.1')
  equal(await call('window_title'), 'Main')
  equal([await call('open_editor', { id: '7' }), await call('open_editor', { id: '7' })], ['editor-7', 'editor-7'])
  equal(await call('list_windows'), ['editor-7', 'main'])
  equal([await call('close_editor', { id: '7' }), await call('close_editor', { id: 'none' })], [true, false])
  await until(async () => (await call('list_windows')).length === 1)
})

test('plugins have commands, state and scripts', async () => {
  // The application is notified of a closed window a moment later.
  await until(async () => (await invoke('plugin:journal|read')).length === 3)
  equal(await invoke('plugin:journal|write', { line: 'by the page' }), 4)
  equal(await invoke('plugin:journal|read'), ['> Moved: ready', '> Moved: created n1', '> Moved: editor-7 destroyed', '> Moved: by the page'])
  const ticks = []
  await listen('clock://tick', ({ payload }) => ticks.push(payload))
  await invoke('plugin:clock|start', { times: 3 })
  await until(() => ticks.length === 3)
  equal([ticks, window.clock], [[0, 1, 2], { ticks: 0 }])
  equal((await invoke('plugin:clock|seen'))[0], 2)
  // The plugin denies pages of other hosts.
  equal(await invoke('plugin:guard|allowed', { address: 'https://example.org/' }), true)
  equal(await invoke('count_notes'), await call('count_notes'))
  ok(location.href.includes('case=application'))
})

test('a scheme of the application\'s own', async () => {
  equal(convertFileSrc('n1', 'notes'), 'notes://localhost/n1')
  const image = new Image()
  image.src = convertFileSrc('none', 'notes')
  await new Promise((resolve) => (image.onerror = resolve))
})

test('all thirty were called', () => equal(used.size, 30))

await run()
