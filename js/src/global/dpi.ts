type Kind = 'Logical' | 'Physical'
type Sides = { readonly width: number; readonly height: number }
type Point = { readonly x: number; readonly y: number }

abstract class Measure {
  abstract __TAURI_TO_IPC_KEY__(): unknown
  toJSON(): unknown {
    return this.__TAURI_TO_IPC_KEY__()
  }
}

abstract class SizeOf extends Measure {
  abstract readonly type: Kind
  readonly width: number
  readonly height: number
  constructor(width: number | Sides | { readonly [K in Kind]?: Sides }, height?: number) {
    super()
    const sides = typeof width === 'number' ? { width, height: height ?? 0 } : inner<Sides>(width)
    this.width = sides.width
    this.height = sides.height
  }
  __TAURI_TO_IPC_KEY__(): unknown {
    return { width: this.width, height: this.height }
  }
}

/** Returns the value, or the one under its kind. */
const inner = <T>(value: T | { readonly [K in Kind]?: T }): T => {
  const { Logical, Physical } = value as { readonly [K in Kind]?: T }
  return Logical ?? Physical ?? (value as T)
}

export class LogicalSize extends SizeOf {
  readonly type = 'Logical'
  toPhysical(scale: number): PhysicalSize {
    return new PhysicalSize(this.width * scale, this.height * scale)
  }
}
export class PhysicalSize extends SizeOf {
  readonly type = 'Physical'
  toLogical(scale: number): LogicalSize {
    return new LogicalSize(this.width / scale, this.height / scale)
  }
}

abstract class PositionOf extends Measure {
  abstract readonly type: Kind
  readonly x: number
  readonly y: number
  constructor(x: number | Point | { readonly [K in Kind]?: Point }, y?: number) {
    super()
    const point = typeof x === 'number' ? { x, y: y ?? 0 } : inner<Point>(x)
    this.x = point.x
    this.y = point.y
  }
  __TAURI_TO_IPC_KEY__(): unknown {
    return { x: this.x, y: this.y }
  }
}

export class LogicalPosition extends PositionOf {
  readonly type = 'Logical'
  toPhysical(scale: number): PhysicalPosition {
    return new PhysicalPosition(this.x * scale, this.y * scale)
  }
}
export class PhysicalPosition extends PositionOf {
  readonly type = 'Physical'
  toLogical(scale: number): LogicalPosition {
    return new LogicalPosition(this.x / scale, this.y / scale)
  }
}

/** A logical or physical size, as arguments contain it. */
export class Size extends Measure {
  readonly size: LogicalSize | PhysicalSize
  constructor(size: LogicalSize | PhysicalSize) {
    super()
    this.size = size
  }
  toLogical(scale: number): LogicalSize {
    return this.size instanceof LogicalSize ? this.size : this.size.toLogical(scale)
  }
  toPhysical(scale: number): PhysicalSize {
    return this.size instanceof PhysicalSize ? this.size : this.size.toPhysical(scale)
  }
  __TAURI_TO_IPC_KEY__(): unknown {
    return { [this.size.type]: { width: this.size.width, height: this.size.height } }
  }
}

/** A logical or physical position, as arguments contain it. */
export class Position extends Measure {
  readonly position: LogicalPosition | PhysicalPosition
  constructor(position: LogicalPosition | PhysicalPosition) {
    super()
    this.position = position
  }
  toLogical(scale: number): LogicalPosition {
    return this.position instanceof LogicalPosition ? this.position : this.position.toLogical(scale)
  }
  toPhysical(scale: number): PhysicalPosition {
    return this.position instanceof PhysicalPosition ? this.position : this.position.toPhysical(scale)
  }
  __TAURI_TO_IPC_KEY__(): unknown {
    return { [this.position.type]: { x: this.position.x, y: this.position.y } }
  }
}
