// A request of Tauri's IPC from a worker, which has no invoke key.
fetch('ipc://localhost/count', { method: 'POST', body: '{"name":"worker"}', headers: { 'Content-Type': 'application/json', 'Tauri-Callback': '1', 'Tauri-Error': '2', 'Tauri-Invoke-Key': 'x' } })
  .then((response) => response.text())
  // Without the plugin, Tauri never answers a request with a wrong key.
  .then((text) => postMessage(text), () => postMessage('refused'))
setTimeout(() => postMessage('unanswered'), 2000)
