import * as app from '@tauri-apps/api/app'
import { equal, ok, rejection, run, test } from './harness.js'

test('name, version and identifier of the application', async () => {
  equal(await app.getName(), 'Moved')
  equal(await app.getVersion(), '3.2.1')
  equal(await app.getIdentifier(), 'org.bytelane.moved')
  equal(await app.getTauriVersion(), '2.12.5')
  equal(await app.getBundleType(), null)
  equal(await app.supportsMultipleWindows(), true)
  equal(await app.defaultWindowIcon(), null)
})

test('setters of the application', async () => {
  equal(await app.setTheme('dark'), null)
  equal(await app.setTheme(null), null)
  equal(await app.show(), null)
  equal(await app.hide(), null)
  equal(await app.setDockVisibility(true), null)
  ok((await rejection(app.fetchDataStoreIdentifiers())).includes('plugin:app|fetch_data_store_identifiers is not supported'))
  ok((await rejection(app.removeDataStore([1]))).includes('plugin:app|remove_data_store is not supported'))
})

await run()
