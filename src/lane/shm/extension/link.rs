//! The page's end of the link of one document (SPEC §9).

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use crate::{
    common::{
        limits::IDLE_MS,
        packet::{PacketHeader, PacketKind},
    },
    connection::Connection,
    guard::Marks,
    listener::Listener,
    object::{Context, Value},
    watch,
};

// Results of natives (SPEC §9.5).

/// The request was accepted.
pub const ACCEPTED: f64 = 1.0;
/// There is no room at present.
pub const FULL: f64 = 0.0;
/// The link is closed.
pub const CLOSED: f64 = -1.0;
/// There is no memory for that many bytes.
pub const NO_MEMORY: f64 = -2.0;

/// The page's end of the link of one document.
pub struct PageLink {
    pub context: Context,
    pub marks: Marks,
    state: RefCell<LinkState>,
    /// Whether packets are being handled or the listener is running: turns do not nest.
    pub busy: Cell<bool>,
    pub me: Weak<Self>,
}

/// The state of a link.
pub enum LinkState {
    New,
    /// The host has been asked.
    Asking(Rc<Listener>),
    Open(Box<Connection>),
    Closed,
}

impl PageLink {
    pub fn new(context: Context) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            context,
            marks: Marks::default(),
            state: RefCell::new(LinkState::New),
            busy: Cell::new(false),
            me: me.clone(),
        })
    }

    /// Registers the client's listener. Returns whether the caller has to ask the host for the link.
    pub fn ask(&self, listener: Value) -> bool {
        let mut state = self.state.borrow_mut();
        let may_ask = matches!(*state, LinkState::New | LinkState::Closed);
        if !may_ask || !listener.is_function() {
            return false;
        }
        *state = LinkState::Asking(Rc::new(Listener::new(listener)));
        true
    }

    /// Reports to the client that the host does not open the link.
    pub fn refused(&self, reason: &[u8]) {
        if let LinkState::Asking(listener) = self.replace(LinkState::Closed) {
            self.refused_with(&listener, reason);
        }
    }

    pub fn refused_with(&self, listener: &Listener, reason: &[u8]) {
        self.replace(LinkState::Closed);
        let header = PacketHeader::new(PacketKind::Closed);
        listener.tell(&self.context, header, reason);
    }

    /// Closes the link and releases its memory. The host sees its end of the socket close.
    pub fn close(&self) {
        self.replace(LinkState::Closed);
    }

    /// Changes the state. Returns the former one, to be dropped outside of the borrow: dropped values may run finalizers.
    pub fn replace(&self, state: LinkState) -> LinkState {
        self.state.replace(state)
    }

    /// Runs `work` on the connection, or returns `None` if the link is not open.
    pub fn with_connection<R>(&self, work: impl FnOnce(&mut Connection) -> R) -> Option<R> {
        match &mut *self.state.borrow_mut() {
            LinkState::Open(connection) => Some(work(connection)),
            _ => None,
        }
    }

    pub fn is_open(&self) -> bool {
        matches!(*self.state.borrow(), LinkState::Open(_))
    }

    pub fn listener(&self) -> Option<Rc<Listener>> {
        self.with_connection(|connection| Rc::clone(&connection.listener))
    }

    /// Calls the listener with one packet.
    pub fn tell(&self, header: PacketHeader, payload: &[u8]) {
        if let Some(listener) = self.listener() {
            listener.tell(&self.context, header, payload);
        }
    }

    // --- memory --------------------------------------------------------------------------------------------------------------------

    /// Records that memory was used, which goes back to the system after a pause.
    pub fn note_use(&self, connection: &mut Connection) {
        connection.used = true;
        if connection.idle.is_none() {
            let me = self.me.clone();
            connection.idle = Some(watch::every(IDLE_MS, move || {
                me.upgrade().is_some_and(|link| link.release_idle())
            }));
        }
    }

    /// Returns memory to the system after a pause. Returns whether to check again later.
    fn release_idle(&self) -> bool {
        let idle = self.with_connection(|connection| {
            if std::mem::take(&mut connection.used)
                || connection.free.len() < usize::from(connection.page_slots.layout().slots)
            {
                return None;
            }
            connection.page_slots.release();
            // The source that runs now is removed by its result.
            if let Some(idle) = connection.idle.take() {
                idle.forget();
            }
            Some(Rc::clone(&connection.listener))
        });
        match idle {
            Some(None) => true,
            Some(Some(listener)) => {
                listener.set_batch_memory(None);
                false
            }
            None => false,
        }
    }

    // --- room ----------------------------------------------------------------------------------------------------------------------

    /// Lets the client be told when there is room: slots arrive as packets, and the full socket is watched.
    pub fn want_room(&self) {
        self.with_connection(|connection| connection.wants_room = true);
        self.watch_output();
    }

    /// Watches the socket until it is writable.
    pub fn watch_output(&self) {
        let me = self.me.clone();
        self.with_connection(|connection| {
            if connection.output.is_none() {
                let output = watch::writable(connection.socket.fd(), move || {
                    if let Some(link) = me.upgrade() {
                        link.writable();
                    }
                    false
                });
                connection.output = Some(output);
            }
        });
    }

    fn writable(&self) {
        let room = self.with_connection(|connection| {
            // The source that runs now is removed by its result.
            if let Some(output) = connection.output.take() {
                output.forget();
            }
            let reported = connection.report();
            // If slots are missing, the packet that returns them reports room.
            let room = !connection.free.is_empty() && std::mem::take(&mut connection.wants_room);
            (reported, room)
        });
        let Some((reported, room)) = room else { return };
        if !reported {
            self.watch_output();
        }
        if room {
            self.tell(PacketHeader::new(PacketKind::Room), &[]);
        }
    }
}
