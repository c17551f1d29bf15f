// Draws points with WebGL: the numbers of a frame are uploaded as they arrived.

const VERTEX = `
  attribute vec3 position;
  uniform mat3 turn;
  uniform vec2 scale;
  uniform float size;
  varying float depth;
  void main() {
    vec3 at = turn * position;
    float distance = 3.4 - at.z;
    gl_Position = vec4(at.xy * scale * 2.1 / distance, 0.0, 1.0);
    gl_PointSize = size * 2.4 / distance;
    depth = 0.5 + 0.36 * at.z;
  }`
const FRAGMENT = `
  precision mediump float;
  uniform vec3 near;
  uniform vec3 far;
  varying float depth;
  void main() {
    float light = clamp(depth, 0.0, 1.0);
    gl_FragColor = vec4(mix(far, near, light), 1.0) * (0.25 + 0.6 * light);
  }`

function compile(gl, type, source) {
  const shader = gl.createShader(type)
  gl.shaderSource(shader, source)
  gl.compileShader(shader)
  return shader
}

/** Returns a renderer, or undefined if the engine has no WebGL. */
export function webglRenderer(canvas) {
  const gl = canvas.getContext('webgl', { antialias: false, preserveDrawingBuffer: true })
  if (gl === null) return undefined
  const program = gl.createProgram()
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX))
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, FRAGMENT))
  gl.bindAttribLocation(program, 0, 'position')
  gl.linkProgram(program)
  gl.useProgram(program)
  const place = name => gl.getUniformLocation(program, name)
  const places = { turn: place('turn'), scale: place('scale'), size: place('size'), near: place('near'), far: place('far') }
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
  gl.enableVertexAttribArray(0)
  gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0)
  gl.enable(gl.BLEND)
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
  gl.clearColor(0, 0, 0, 0)
  return {
    name: 'WebGL',
    draw(points, { turn, near, far, size }) {
      const { width, height } = canvas
      const least = Math.min(width, height)
      gl.viewport(0, 0, width, height)
      gl.clear(gl.COLOR_BUFFER_BIT)
      gl.bufferData(gl.ARRAY_BUFFER, points, gl.STREAM_DRAW)
      gl.uniformMatrix3fv(places.turn, false, turn)
      gl.uniform2f(places.scale, least / width, least / height)
      gl.uniform1f(places.size, size)
      gl.uniform3fv(places.near, near)
      gl.uniform3fv(places.far, far)
      gl.drawArrays(gl.POINTS, 0, points.length / 3)
    },
  }
}
