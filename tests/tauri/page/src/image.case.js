import { invoke, Resource } from '@tauri-apps/api/core'
import { Image, transformImage } from '@tauri-apps/api/image'
import { getCurrentWindow } from '@tauri-apps/api/window'
import { bytes, equal, ok, rejection, run, test } from './harness.js'

const PIXELS = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 1, 2, 3, 255]

/** The PNG file of an image of two by two pixels. */
async function png() {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 2
  canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(PIXELS), 2, 2), 0, 0)
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
  return new Uint8Array(await blob.arrayBuffer())
}

test('an image is made of pixels, of a file\'s bytes and of a file', async () => {
  const file = await png()
  const path = await invoke('temporary', { name: 'icon.png', bytes: file })
  for (const image of [
    await Image.new(new Uint8Array(PIXELS), 2, 2),
    await Image.new(PIXELS, 2, 2),
    await Image.new(new Uint8Array(PIXELS).buffer, 2, 2),
    await Image.fromBytes(file),
    await Image.fromBytes(bytes(file)),
    await Image.fromPath(path),
  ]) {
    ok(image instanceof Resource)
    equal(await image.size(), { width: 2, height: 2 })
    const rgba = await image.rgba()
    ok(rgba instanceof Uint8Array)
    equal(bytes(rgba), PIXELS)
    await image.close()
    equal(await rejection(image.size()), `The resource id ${image.rid} is invalid.`)
  }
  ok((await invoke('plugin:image|rgba', { rid: (await Image.new(PIXELS, 2, 2)).rid })) instanceof ArrayBuffer)
})

test('a window takes every form of an image as its icon', async () => {
  const file = await png()
  const path = await invoke('temporary', { name: 'icon.png', bytes: file })
  const image = await Image.fromBytes(file)
  equal(transformImage(image), image.rid)
  for (const icon of [image, file, bytes(file), path, { rgba: PIXELS, width: 2, height: 2 }]) equal(await getCurrentWindow().setIcon(icon), null)
})

test('invalid images are refused with a reason', async () => {
  equal(await rejection(Image.new([1, 2, 3], 1, 1)), 'image: an image of 1 by 1 pixels has 4 bytes, but 3 were given')
  ok((await rejection(Image.fromBytes(new TextEncoder().encode('GIF89a')))).startsWith('image: '))
  ok((await rejection(Image.fromPath('/no/such/file.png'))).startsWith('No such file'))
  ok((await rejection(getCurrentWindow().setIcon(12345))).includes('The resource id 12345 is invalid.'))
  ok((await rejection(getCurrentWindow().setIcon(true))).includes('expected an image'))
})

test('the images that a page has not closed are bounded', async () => {
  const side = 2000
  const pixels = new Uint8Array(side * side * 4)
  const images = []
  // 16 MB each, and 64 MiB in all.
  for (let index = 0; index < 4; index++) images.push(await Image.new(pixels, side, side))
  const refused = await rejection(window.bytelane.invoke('plugin:image|new', { rgba: pixels, width: side, height: side }))
  equal(refused.code, 'too_many_resources')
  ok(refused.message.includes('`document_bytes_max`'), refused.message)
  ok((await rejection(Image.new(pixels, side, side))).includes('`document_bytes_max`'))
  await images.pop().close()
  images.push(await Image.new(pixels, side, side))
  for (const image of images) await image.close()
})

await run()
