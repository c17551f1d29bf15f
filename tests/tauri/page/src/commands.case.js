// Every command that the package knows, called by its name: each is served, or refused in words that name it. None is unknown, and none is left
// without an answer.
import { invoke } from '@tauri-apps/api/core'
import { equal, ok, run, test } from './harness.js'

/** What is refused, and nothing else. */
const UNSERVED = [
  'plugin:app|fetch_data_store_identifiers', 'plugin:app|remove_data_store', 'plugin:webview|create_webview', 'plugin:webview|reparent',
  'plugin:webview|set_webview_auto_resize', 'plugin:webview|set_webview_position', 'plugin:webview|set_webview_size', 'plugin:webview|webview_close',
  'plugin:window|activity_name', 'plugin:window|create', 'plugin:window|scene_identifier', 'plugin:window|set_badge_label',
  'plugin:window|set_overlay_icon',
]
/** Modules that are refused as a whole. */
const ABSENT = ['menu', 'tray']

/** For a window that is not there, so that none is closed or hidden. */
const outcome = (command) => invoke(command, { label: 'nobody' }).then((value) => ({ value }), (error) => ({ error }))

test('every command of the package is served, or refused by its name', async () => {
  ok(PACKAGE_COMMANDS.length > 150, `${PACKAGE_COMMANDS.length} commands`)
  const refused = []
  for (const command of PACKAGE_COMMANDS) {
    const { error } = await outcome(command)
    if (error === undefined) continue
    equal(typeof error, 'string', command)
    ok(!error.includes('not found'), `${command}: ${error}`)
    if (error.startsWith(`${command} is not supported: `)) refused.push(command)
    // What is served says what it misses: an argument, the window, the resource.
    else ok(/^invalid args `\w+` for command `\w+`: |^there is no window `nobody`/.test(error), `${command}: ${error}`)
  }
  const expected = PACKAGE_COMMANDS.filter((command) => UNSERVED.includes(command) || ABSENT.some((name) => command.startsWith(`plugin:${name}|`)))
  equal(refused, expected)
  for (const command of UNSERVED) ok(PACKAGE_COMMANDS.includes(command), command)
})

test('what is in no package is unknown by its name', async () => {
  for (const plugin of ['app', 'image', 'path', 'resources', 'webview', 'window', 'event']) {
    const command = `plugin:${plugin}|no_such_command`
    equal((await outcome(command)).error, `Command ${command} not found`)
  }
})

await run()
