import { invoke, Resource } from './core.js'

type Pixels = number[] | Uint8Array | ArrayBuffer

/** An image of the host, by its id. */
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

/** Returns the representation of an image in arguments: the id of an {@link Image}, or any other value unchanged. */
export const transformImage = (image: unknown): unknown => (image instanceof Image ? image.rid : (image ?? null))
