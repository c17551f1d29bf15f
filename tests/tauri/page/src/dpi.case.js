import { invoke } from '@tauri-apps/api/core'
import { LogicalPosition, LogicalSize, PhysicalPosition, PhysicalSize, Position, Size } from '@tauri-apps/api/dpi'
import { equal, run, test } from './harness.js'

// Rust returns the keys in alphabetical order.
const echo = (value) => invoke('echo', { value })

test('sizes and positions cross as in Rust', async () => {
  equal(await echo(new LogicalSize(1, 2)), { height: 2, width: 1 })
  equal(await echo(new PhysicalSize({ Physical: { height: 4, width: 3 } })), { height: 4, width: 3 })
  equal(await echo(new Size(new LogicalSize(1.5, 2))), { Logical: { height: 2, width: 1.5 } })
  equal(await echo(new Size(new PhysicalSize(3, 4))), { Physical: { height: 4, width: 3 } })
  equal(await echo(new LogicalPosition(1, 2)), { x: 1, y: 2 })
  equal(await echo(new Position(new LogicalPosition(-1, 2))), { Logical: { x: -1, y: 2 } })
  equal(await echo(new Position(new PhysicalPosition({ x: 3, y: 4 }))), { Physical: { x: 3, y: 4 } })
})

test('values of Rust are read back in either unit', async () => {
  equal(await invoke('twice', { size: new Size(new LogicalSize(10, 20)), position: new Position(new PhysicalPosition(3, -4)) }), [
    { width: 20, height: 40 },
    { x: 3, y: -4 },
  ])
  equal(new LogicalSize(10, 20).toPhysical(2), new PhysicalSize(20, 40))
  equal(new PhysicalPosition(4, 6).toLogical(2), new LogicalPosition(2, 3))
})

await run()
