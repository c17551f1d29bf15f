import { invoke } from '@tauri-apps/api/core'
import * as path from '@tauri-apps/api/path'
import { equal, ok, rejection, run, test } from './harness.js'

test('paths are split and joined', async () => {
  equal([path.sep(), path.delimiter()], ['/', ':'])
  equal(await path.join('/a', '../b', './c', 'd.txt'), '/b/c/d.txt')
  equal(await path.join('a', 'b', '..'), 'a')
  equal([await path.join(''), await path.join('/', 'a')], ['.', '/a'])
  equal(await path.normalize('/a//b/../c/'), '/a/c/')
  equal([await path.normalize('..'), await path.normalize('.'), await path.normalize('')], ['..', '.', '.'])
  equal(await path.resolve('/a', 'b', '../c'), '/a/c')
  equal(await path.resolve('/a', '/b'), '/b')
  ok((await path.resolve('x')).endsWith('/x'))
  equal(await path.dirname('/a/b.txt'), '/a')
  equal(await path.extname('/a/b.tar.gz'), 'gz')
  equal([await path.basename('/a/b.txt'), await path.basename('/a/b.txt', '.txt'), await path.basename('/a/b.txt', '.md')], ['b.txt', 'b', 'b.txt'])
  equal([await path.isAbsolute('/a'), await path.isAbsolute('a')], [true, false])
  equal(await rejection(path.dirname('/')), 'path does not have a parent')
  equal(await rejection(path.extname('/a')), 'path does not have an extension')
  equal(await rejection(path.basename('/')), 'path does not have a basename')
})

test('directories of the system and of the application', async () => {
  const home = await path.homeDir()
  ok(await path.isAbsolute(home))
  for (const name of ['appConfigDir', 'appDataDir', 'appLocalDataDir', 'appCacheDir']) {
    ok((await path[name]()).endsWith('/org.bytelane.moved'), name)
  }
  ok((await path.appLogDir()).endsWith('/org.bytelane.moved/logs'))
  for (const name of ['cacheDir', 'configDir', 'dataDir', 'localDataDir', 'tempDir', 'resourceDir']) ok(await path.isAbsolute(await path[name]()), name)
  ok((await path.resolveResource('a/b')).endsWith('/a/b'))
  ok((await path.resolveResource('../../x')).endsWith('/x'))
  ok(!(await path.resolveResource('../../x')).includes('..'))
})

test('resources of the configuration are beside the executable', async () => {
  const read = (path) => invoke('read_resource', { path })
  equal(await read('words/en.txt'), 'yes\n')
  equal(await read('words/deep/de.txt'), 'ja\n')
  ok((await read('../greet/src/styles.css')).includes('{'))
  equal(await path.resolveResource('../greet/src/styles.css'), await path.join(await path.resourceDir(), '_up_/greet/src/styles.css'))
})

await run()
