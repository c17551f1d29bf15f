//! The page: a simple model of the sent messages, the expected messages and the granted credit. It checks every received frame.

use std::collections::{BTreeMap, VecDeque};

use bytelane::wire::{
    Element, Frame, Limits, PayloadKind,
    frame::{Body, Credit, Data, End, Open, Release},
};
use bytes::Bytes;

use crate::host::message;

/// A result, or a description of an error of the engine.
pub(crate) type Verdict<T = ()> = Result<T, String>;

/// A channel from the host.
pub(crate) struct Incoming {
    pub(crate) seed: u64,
    pub(crate) bytes_max: usize,
    /// Number of received messages: the index of the next one.
    pub(crate) next: u64,
    /// Messages that the page has not processed yet.
    pub(crate) mailbox: VecDeque<Data>,
    taken_messages: u64,
    taken_cost: u64,
    granted_at: (u64, u64),
    pub(crate) ended: bool,
}

/// A channel to the host.
pub(crate) struct Outgoing {
    pub(crate) seed: u64,
    pub(crate) count: u64,
    pub(crate) bytes_max: usize,
    pub(crate) sent: u64,
    cost: u64,
    granted: (u64, u64),
    /// The page or the host has ended the channel.
    pub(crate) is_over: bool,
}

/// Frames that the page posts separately from the others: control overtakes data.
#[derive(Default)]
pub(crate) struct Track {
    pub(crate) queue: VecDeque<Frame>,
    /// The posted batch that is not acknowledged.
    pub(crate) batch: Vec<Frame>,
}

impl Track {
    pub(crate) fn is_idle(&self) -> bool {
        self.queue.is_empty() && self.batch.is_empty()
    }
}

pub(crate) struct Page {
    limits: Limits,
    /// Sequence of the last received frame.
    pub(crate) last: u64,
    pub(crate) incoming: BTreeMap<u64, Incoming>,
    pub(crate) outgoing: BTreeMap<u64, Outgoing>,
    pub(crate) control: Track,
    pub(crate) data: Track,
    pub(crate) delivered: u64,
    next_channel: u64,
}

fn cost(limits: &Limits, bytes: u64) -> u64 {
    bytes.max(limits.message_cost_bytes_min)
}

impl Page {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            last: 0,
            incoming: BTreeMap::new(),
            outgoing: BTreeMap::new(),
            control: Track::default(),
            data: Track::default(),
            delivered: 0,
            next_channel: 1,
        }
    }

    /// Draws a channel on which the stream is expected.
    pub(crate) fn expect_stream(&mut self, seed: u64, bytes_max: usize) -> u64 {
        let id = self.draw();
        let incoming = Incoming {
            seed,
            bytes_max,
            next: 0,
            mailbox: VecDeque::new(),
            taken_messages: 0,
            taken_cost: 0,
            granted_at: (0, 0),
            ended: false,
        };
        self.incoming.insert(id, incoming);
        id
    }

    /// Draws a channel on which the page will send the stream.
    pub(crate) fn open_stream(&mut self, seed: u64, count: u64, bytes_max: usize) -> u64 {
        let id = self.draw();
        let granted = (
            self.limits
                .channel_open_frames
                .min(self.limits.channel_frames_max),
            self.limits
                .channel_open_bytes
                .min(self.limits.channel_bytes_max),
        );
        let outgoing = Outgoing {
            seed,
            count,
            bytes_max,
            sent: 0,
            cost: 0,
            granted,
            is_over: false,
        };
        self.outgoing.insert(id, outgoing);
        let open = Open {
            channel: id,
            head: Bytes::new(),
        };
        self.data.queue.push_back(open.into());
        id
    }

    const fn draw(&mut self) -> u64 {
        self.next_channel += 1;
        self.next_channel - 1
    }

    /// Sends the next message of a channel if the host has granted credit, or its END.
    pub(crate) fn send(&mut self, id: u64) {
        let Some(channel) = self
            .outgoing
            .get_mut(&id)
            .filter(|channel| !channel.is_over)
        else {
            return;
        };
        let frame = if channel.sent == channel.count {
            channel.is_over = true;
            let end = End {
                channel: id,
                count: channel.sent,
                head: Bytes::new(),
            };
            end.into()
        } else if channel.sent < channel.granted.0 && channel.cost < channel.granted.1 {
            let body = message(channel.seed, channel.sent, channel.bytes_max);
            let data = Data {
                channel: id,
                index: channel.sent,
                is_last: false,
                head: Bytes::new(),
                body: Body::new(PayloadKind::Raw, Element::Bytes, body.into()),
            };
            channel.sent += 1;
            channel.cost += cost(&self.limits, data.body.length);
            data.into()
        } else {
            return;
        };
        self.data.queue.push_back(frame);
    }

    /// Receives the frames of a poll. Frames with an earlier sequence are dropped.
    pub(crate) fn receive(&mut self, first: u64, frames: Vec<Frame>) -> Verdict {
        if !frames.is_empty() && first > self.last + 1 {
            return Err(format!(
                "frames {} to {} are missing",
                self.last + 1,
                first - 1
            ));
        }
        for (number, frame) in (first..).zip(frames) {
            if number > self.last {
                self.last = number;
                self.receive_frame(frame)?;
            }
        }
        Ok(())
    }

    fn receive_frame(&mut self, frame: Frame) -> Verdict {
        match frame {
            Frame::Data(data) => self.receive_data(data),
            Frame::End(end) => {
                let id = end.channel;
                if let Some(channel) = self.outgoing.get_mut(&id) {
                    channel.is_over = true;
                }
                let Some(channel) = self.incoming.get_mut(&id) else {
                    return Ok(());
                };
                if channel.ended {
                    return Err(format!("channel {id} ended twice"));
                }
                if end.count != channel.next {
                    let next = channel.next;
                    return Err(format!(
                        "channel {id} ended after {} messages, {next} have arrived",
                        end.count
                    ));
                }
                channel.ended = true;
                Ok(())
            }
            Frame::Credit(credit) => {
                if let Some(channel) = self.outgoing.get_mut(&credit.channel) {
                    channel.granted.0 = channel.granted.0.max(credit.messages);
                    channel.granted.1 = channel.granted.1.max(credit.bytes);
                }
                Ok(())
            }
            other => Err(format!("a poll returned {other:?}")),
        }
    }

    fn receive_data(&mut self, data: Data) -> Verdict {
        let id = data.channel;
        let Some(channel) = self.incoming.get_mut(&id) else {
            // The page has closed the channel, so it releases a deferred body.
            self.release(&data)?;
            return Ok(());
        };
        if channel.ended {
            return Err(format!("channel {id} delivers a message after its end"));
        }
        if data.index != channel.next {
            let next = channel.next;
            return Err(format!(
                "channel {id} delivers message {} instead of {next}",
                data.index
            ));
        }
        channel.next += 1;
        self.delivered += 1;
        channel.mailbox.push_back(data);
        Ok(())
    }

    fn release(&mut self, data: &Data) -> Verdict {
        if data.body.is_deferred() {
            let head: serde_json::Value =
                serde_json::from_slice(&data.head).map_err(|error| error.to_string())?;
            let body = head["body"]
                .as_u64()
                .ok_or("a deferred message without a body")?;
            self.control.queue.push_back(Release { body }.into());
        }
        Ok(())
    }

    /// Checks the next message of a channel, and grants credit when half of the window is used.
    pub(crate) fn process_message(
        &mut self,
        id: u64,
        fetch: impl FnOnce(Data) -> Verdict<Bytes>,
    ) -> Verdict {
        let Some(channel) = self.incoming.get_mut(&id) else {
            return Ok(());
        };
        let Some(data) = channel.mailbox.pop_front() else {
            return Ok(());
        };
        let (index, length) = (data.index, data.body.length);
        let body = match data.body.bytes.clone() {
            Some(bytes) => bytes,
            None => fetch(data)?,
        };
        if body != message(channel.seed, index, channel.bytes_max) {
            return Err(format!(
                "message {index} of channel {id} differs from the message that was sent"
            ));
        }
        channel.taken_messages += 1;
        channel.taken_cost += cost(&self.limits, length);
        let (messages, bytes) = (
            self.limits.channel_frames_max,
            self.limits.channel_bytes_max,
        );
        let since = (
            channel.taken_messages - channel.granted_at.0,
            channel.taken_cost - channel.granted_at.1,
        );
        if since.0 * 2 >= messages || since.1 * 2 >= bytes {
            channel.granted_at = (channel.taken_messages, channel.taken_cost);
            let credit = Credit {
                channel: id,
                messages: channel.taken_messages + messages,
                bytes: channel.taken_cost + bytes,
            };
            self.control.queue.push_back(credit.into());
        }
        Ok(())
    }

    /// Closes a channel from the host before its end.
    pub(crate) fn close(&mut self, id: u64) -> Verdict {
        let Some(channel) = self.incoming.remove(&id) else {
            return Ok(());
        };
        for data in channel.mailbox {
            self.release(&data)?;
        }
        let end = End {
            channel: id,
            count: 0,
            head: Bytes::from_static(br#"{"reason":"cancelled"}"#),
        };
        self.data.queue.push_back(end.into());
        Ok(())
    }

    /// Returns whether nothing is left to receive or to send.
    pub(crate) fn is_done(&self) -> bool {
        let is_read = |channel: &Incoming| channel.ended && channel.mailbox.is_empty();
        self.incoming.values().all(is_read)
            && self.outgoing.values().all(|channel| channel.is_over)
            && self.control.is_idle()
            && self.data.is_idle()
    }
}
