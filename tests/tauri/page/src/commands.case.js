// Calls every command that the package knows: each is served, or refused with an error that names it. None is unknown, and each call is answered.
import { invoke } from '@tauri-apps/api/core'
import { equal, ok, run, test } from './harness.js'

/** The refused commands; all others are served. */
const UNSERVED = [
  'plugin:app|fetch_data_store_identifiers', 'plugin:app|remove_data_store', 'plugin:webview|create_webview', 'plugin:webview|reparent',
  'plugin:webview|set_webview_auto_resize', 'plugin:webview|set_webview_position', 'plugin:webview|set_webview_size', 'plugin:webview|webview_close',
  'plugin:window|activity_name', 'plugin:window|create', 'plugin:window|scene_identifier', 'plugin:window|set_badge_label',
  'plugin:window|set_overlay_icon',
]
/** Modules whose commands are all refused. */
const ABSENT = ['menu', 'tray']

/** Calls a command for a window that does not exist, so that none is closed or hidden. */
const outcome = (command) => invoke(command, { label: 'nobody' }).then((value) => ({ value }), (error) => ({ error }))

test('every command of the package is served, or refused by name', async () => {
  ok(PACKAGE_COMMANDS.length > 150, `${PACKAGE_COMMANDS.length} commands`)
  const refused = []
  for (const command of PACKAGE_COMMANDS) {
    const { error } = await outcome(command)
    if (error === undefined) continue
    equal(typeof error, 'string', command)
    ok(!error.includes('not found'), `${command}: ${error}`)
    if (error.startsWith(`${command} is not supported: `)) refused.push(command)
    // The error of a served command names what is missing: an argument, the window or the resource.
    else ok(/^invalid args `\w+` for command `\w+`: |^there is no window `nobody`/.test(error), `${command}: ${error}`)
  }
  const expected = PACKAGE_COMMANDS.filter((command) => UNSERVED.includes(command) || ABSENT.some((name) => command.startsWith(`plugin:${name}|`)))
  equal(refused, expected)
  for (const command of UNSERVED) ok(PACKAGE_COMMANDS.includes(command), command)
})

test('a command that no package has is reported as not found', async () => {
  for (const plugin of ['app', 'image', 'path', 'resources', 'webview', 'window', 'event']) {
    const command = `plugin:${plugin}|no_such_command`
    equal((await outcome(command)).error, `Command ${command} not found`)
  }
})

await run()
