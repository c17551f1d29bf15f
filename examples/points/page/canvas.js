// Draws points into the pixels of a 2D canvas, for engines without WebGL.

/** Number of colors between far and near. */
const SHADES = 64

/** Returns colors as pixels, from far to near. */
function shades(near, far) {
  return Uint32Array.from({ length: SHADES }, (_, shade) => {
    const light = shade / (SHADES - 1)
    const alpha = Math.round(255 * (0.35 + 0.65 * light))
    const [red, green, blue] = far.map((part, place) => Math.round(255 * (part + (near[place] - part) * light)))
    return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0
  })
}

export function canvasRenderer(canvas) {
  const context = canvas.getContext('2d')
  let image
  return {
    name: 'a 2D canvas',
    draw(points, { turn, near, far, size }) {
      const { width, height } = canvas
      if (image?.width !== width || image.height !== height) image = context.createImageData(width, height)
      const pixels = new Uint32Array(image.data.buffer)
      const colors = shades(near, far)
      const scale = Math.min(width, height) * 1.05
      const dot = Math.max(1, Math.round(size * 0.7))
      pixels.fill(0)
      for (let at = 0; at < points.length; at += 3) {
        const [x, y, z] = [points[at], points[at + 1], points[at + 2]]
        const depth = turn[2] * x + turn[5] * y + turn[8] * z
        const zoom = scale / (3.4 - depth)
        const left = Math.round(width / 2 + (turn[0] * x + turn[3] * y + turn[6] * z) * zoom)
        const top = Math.round(height / 2 - (turn[1] * x + turn[4] * y + turn[7] * z) * zoom)
        const color = colors[Math.max(0, Math.min(SHADES - 1, Math.floor((0.5 + 0.36 * depth) * SHADES)))]
        for (let row = Math.max(0, top); row < Math.min(height, top + dot); row++) {
          for (let column = Math.max(0, left); column < Math.min(width, left + dot); column++) pixels[row * width + column] = color
        }
      }
      context.putImageData(image, 0, 0)
    },
  }
}
