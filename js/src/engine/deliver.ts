import type { Table } from '../base/primordials.js'
import type { EventFrame } from '../wire/frame.js'
import type { EventHead } from '../wire/head.js'
import { type Delivery, lastOf, type Run } from '../session/delivery.js'
import type { ChannelSink } from './sink.js'

/** The functions of the engine that a delivery uses. */
interface Owner {
  release(body: number): void
  acknowledge(first: number, last?: number): void
  onEvent(head: EventHead, frame: EventFrame, number: number): void
  onEvents(head: EventHead, run: Run): void
}

/** Passes a delivery to its channel or to the listeners. A delivery for a channel that the page has closed is acknowledged. */
export function deliver(engine: Owner, sinks: Table<number, ChannelSink>, delivery: Delivery): void {
  switch (delivery.type) {
    case 'messages': {
      const sink = sinks.get(delivery.channel)
      if (sink !== undefined) return sink.messages(delivery)
      return engine.acknowledge(delivery.number, lastOf(delivery))
    }
    case 'message': {
      const sink = sinks.get(delivery.channel)
      if (sink !== undefined) return sink.message(delivery.frame, delivery.body, delivery.number)
      if (delivery.body !== 0) engine.release(delivery.body)
      return engine.acknowledge(delivery.number)
    }
    case 'end': {
      const sink = sinks.get(delivery.channel)
      sinks.delete(delivery.channel)
      return sink?.end(delivery.end)
    }
    case 'credit':
      return sinks.get(delivery.channel)?.credit()
    case 'events':
      return engine.onEvents(delivery.head, delivery)
    case 'event':
      return engine.onEvent(delivery.head, delivery.frame, delivery.number)
  }
}
