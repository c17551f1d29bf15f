// Files through the unmodified `tauri-plugin-fs`.
import { whole } from './operations.js'

const { core, fs } = window.__TAURI__
const { content } = bytelaneBench

export const files = {
  fs_read: {
    source: 'file',
    prepare: ({ bytes }) => ({ bytes, path: '' }),
    reset: async (state) => (state.path = await core.invoke('file')),
    run: ({ path }) => fs.readFile(path),
    check: (result, _, { bytes }) => whole(result, bytes),
  },
  fs_write: {
    prepare: async ({ bytes }) => ({ bytes, data: content(0, bytes), path: await core.invoke('written_file') }),
    run: ({ path, data }) => fs.writeFile(path, data),
    lastOnly: true,
    check: () => undefined,
    release: ({ bytes }) => core.invoke('check_file', { bytes }),
  },
}
