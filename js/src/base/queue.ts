/** A first-in, first-out queue with operations in constant time, over no builtin that a page can change. */
export class Queue<T> {
  #head: { value: T; next: unknown } | undefined
  #tail: { value: T; next: unknown } | undefined
  #size = 0

  get size(): number {
    return this.#size
  }
  push(value: T): void {
    // Both are own properties, so nothing is read from a prototype.
    const node = { value, next: undefined as unknown }
    if (this.#tail === undefined) this.#head = node
    else this.#tail.next = node
    this.#tail = node
    this.#size += 1
  }
  peek(): T | undefined {
    return this.#head?.value
  }
  shift(): T | undefined {
    const node = this.#head
    if (node === undefined) return undefined
    this.#head = node.next as { value: T; next: unknown } | undefined
    if (this.#head === undefined) this.#tail = undefined
    this.#size -= 1
    return node.value
  }
}
