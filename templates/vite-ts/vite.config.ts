import { defineConfig } from 'vite'

export default defineConfig({
  clearScreen: false,
  // The address of `devUrl` in host/bytelane.conf.json. Another port would be another origin, which has no access to commands.
  server: { host: '127.0.0.1', port: 1430, strictPort: true, watch: { ignored: ['**/host/**'] } },
  build: { target: 'es2022' },
})
