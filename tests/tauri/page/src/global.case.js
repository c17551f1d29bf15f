// Does not import the package: everything is in the global.
import { equal, ok, rejection, run, test, until } from './harness.js'

const { app, core, dpi, event, image, path, webview, webviewWindow, window: windows } = window.__TAURI__

test('the global has the modules', async () => {
  equal(core.isTauri(), true)
  equal(await core.invoke('echo', { value: 5 }), 5)
  const seen = []
  await core.invoke('vectors', { channel: new core.Channel((message) => seen.push(message)) })
  equal(seen[0], new Uint8Array([1, 2, 3]).buffer)
  const heard = []
  const stop = await event.listen('x', ({ payload }) => heard.push(payload))
  await event.once('x', ({ payload }) => heard.push(payload))
  await event.emit('x', 1)
  await event.emitTo('main', 'x', 2)
  await core.invoke('echo', { value: 0 })
  await new Promise((resolve) => setTimeout(resolve, 50))
  equal(heard.sort(), [1, 1, 2])
  await stop()
  equal([await app.getName(), await path.join('a', 'b'), path.sep()], ['Moved', 'a/b', '/'])
  equal(await windows.getCurrentWindow().title(), 'Main')
  equal(webview.getCurrentWebview().label, 'main')
  await webviewWindow.getCurrentWebviewWindow().setTitle('x')
  await until(async () => (await windows.getCurrentWindow().title()) === 'x')
  await windows.getCurrentWindow().setSize(new dpi.LogicalSize(500, 400))
  ok(Number.isInteger((await windows.getCurrentWindow().innerSize()).width))
  const icon = await image.Image.new([1, 2, 3, 255], 1, 1)
  equal([await icon.size(), Array.from(await icon.rgba())], [{ width: 1, height: 1 }, [1, 2, 3, 255]])
  equal(await windows.getCurrentWindow().setIcon(icon), null)
  equal((await windows.getAllWindows()).map(({ label }) => label), ['main'])
})

test('members of absent plugins reject by name', async () => {
  const { open } = window.__TAURI__.dialog
  const { Store } = window.__TAURI__.store
  const store = new Store('settings.json')
  equal(await rejection(open({ multiple: true })), 'plugin dialog not found: window.__TAURI__.dialog.open was called')
  equal(await rejection(store.get('key')), 'plugin store not found: window.__TAURI__.store.Store.get was called')
  equal(await rejection(window.__TAURI__.clipboardManager.readText()), 'plugin clipboard-manager not found: window.__TAURI__.clipboardManager.readText was called')
  equal(await rejection(window.__TAURI__.menu.Menu.new()), 'menus are not supported: window.__TAURI__.menu.Menu.new was called')
  ok((await window.__TAURI__.fs) === window.__TAURI__.fs)
  equal(Object.keys(window.__TAURI__).includes('fs'), false)
  equal(window.__TAURI__.tauri, undefined)
  // As the script of a plugin does.
  Object.defineProperty(window.__TAURI__, 'log', { value: { info: async (text) => text } })
  equal(await window.__TAURI__.log.info('a'), 'a')
})

await run()
