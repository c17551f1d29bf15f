import { invoke } from '@tauri-apps/api/core'
import { getAllWebviews, getCurrentWebview, Webview } from '@tauri-apps/api/webview'
import { getCurrentWindow } from '@tauri-apps/api/window'
import { equal, ok, rejection, run, test } from './harness.js'

const webview = getCurrentWebview()

test('a webview and its window', async () => {
  equal([webview.label, webview.window.label], ['main', 'main'])
  const all = await getAllWebviews()
  equal(all.map(({ label, window }) => [label, window.label]), [['main', 'main']])
  equal(await invoke('plugin:webview|get_all_webviews'), [{ window_label: 'main', windowLabel: 'main', label: 'main' }])
})

test('every getter and setter of a webview', async () => {
  equal((await webview.size()).width > 0, true)
  ok(Number.isInteger((await webview.position()).x))
  equal(await webview.setZoom(1.25), null)
  equal(await webview.setZoom(1), null)
  equal(await webview.setFocus(), null)
  equal(await webview.hide(), null)
  equal(await webview.show(), null)
  equal(await webview.setBackgroundColor('#ff0000'), null)
  equal(await webview.setBackgroundColor(null), null)
  equal(await webview.clearAllBrowsingData(), null)
})

test('unsupported functions are refused by name', async () => {
  for (const [name, call] of [
    ['reparent', () => webview.reparent('main')],
    ['webview_close', () => webview.close()],
    ['set_webview_size', () => webview.setSize({ type: 'Logical', width: 1, height: 1 })],
    ['set_webview_auto_resize', () => webview.setAutoResize(true)],
  ]) {
    ok((await rejection(Promise.resolve().then(call))).includes(`plugin:webview|${name} is not supported`), name)
  }
  const child = new Webview(getCurrentWindow(), 'child', { x: 0, y: 0, width: 10, height: 10 })
  const { payload } = await new Promise((resolve) => child.once('tauri://error', resolve))
  ok(payload.includes('plugin:webview|create_webview is not supported'))
})

await run()
