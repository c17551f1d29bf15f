import { invoke, Resource } from './core.js'

type Pixels = number[] | Uint8Array | ArrayBuffer

/** An image that Rust has, by its number. */
export class Image extends Resource {
  static async new(rgba: Pixels, width: number, height: number): Promise<Image> {
    return new Image(await invoke<number>('plugin:image|new', { rgba, width, height }))
  }
  static async fromBytes(bytes: Pixels): Promise<Image> {
    return new Image(await invoke<number>('plugin:image|from_bytes', { bytes }))
  }
  static async fromPath(path: string): Promise<Image> {
    return new Image(await invoke<number>('plugin:image|from_path', { path }))
  }
  async rgba(): Promise<Uint8Array> {
    return new Uint8Array(await invoke<ArrayBuffer>('plugin:image|rgba', { rid: this.rid }))
  }
  size(): Promise<{ readonly width: number; readonly height: number }> {
    return invoke('plugin:image|size', { rid: this.rid })
  }
}

/** What stands for an image in arguments: the number of one that Rust has, and anything else as it is. */
export const transformImage = (image: unknown): unknown => (image instanceof Image ? image.rid : (image ?? null))
