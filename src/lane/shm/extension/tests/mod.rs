//! The extension in a JavaScript context without a web process. The test is the host, which may break the protocol.

mod bodies;
mod natives;
mod packets;

use std::{
    ffi::{CStr, CString, c_char, c_int, c_void},
    io::IoSlice,
    mem::MaybeUninit,
    os::fd::{AsFd, OwnedFd},
    ptr::null_mut,
    rc::Rc,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rustix::{
    fs::MemfdFlags,
    net::{
        AddressFamily, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketFlags,
        SocketType, sendmsg, socketpair,
    },
};

use crate::{
    common::packet::{Layout, PacketHeader, PacketKind},
    ffi,
    link::{CLOSED, PageLink},
    natives::install,
    object::{Context, Value},
};

// Functions of the engine that only tests call.
unsafe extern "C" {
    fn jsc_context_evaluate(
        context: *mut ffi::JSCContext,
        code: *const c_char,
        length: isize,
    ) -> *mut ffi::JSCValue;
    fn jsc_value_to_string(value: *mut ffi::JSCValue) -> *mut c_char;
    fn g_main_context_iteration(context: *mut c_void, may_block: c_int) -> c_int;
}

/// Runs one test at a time: the process has one main loop.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

const LAYOUT: Layout = Layout {
    slots: 4,
    slot_bytes: 64 * 1024,
};
const TRANSFER: u64 = 7;

/// Records the kind of each packet that it gets, and lengths that are inconsistent.
const LISTENER: &str = r"
    var kinds = []
    var into = new Uint8Array(100000)
    var seen = () => undefined
    var listener = (packets) => {
        seen(packets)
        const words = new DataView(packets.buffer)
        let at = 0
        while (at + 32 <= packets.length) {
            kinds.push(packets[at])
            at += Math.ceil((32 + words.getUint32(at + 4, true)) / 16) * 16
        }
        if (at !== Math.ceil(packets.length / 16) * 16) kinds.push(`${at} of ${packets.length}`)
    }
    listener";

/// A link, and the host's end of its socket.
struct Stage {
    context: Context,
    link: Rc<PageLink>,
    host: OwnedFd,
}

fn memory(bytes: u64) -> OwnedFd {
    let file = rustix::fs::memfd_create("extension", MemfdFlags::CLOEXEC).expect("memory");
    rustix::fs::ftruncate(&file, bytes).expect("a length");
    file
}

/// Returns both ends of a socket.
fn sockets() -> (OwnedFd, OwnedFd) {
    socketpair(
        AddressFamily::UNIX,
        SocketType::SEQPACKET,
        SocketFlags::CLOEXEC,
        None,
    )
    .expect("a socket")
}

fn evaluate(context: &Context, code: &str) -> Value {
    let code = CString::new(code).expect("a text");
    // SAFETY: a live context and a C string; the value is the caller's.
    let value =
        unsafe { Value::from_full(jsc_context_evaluate(context.as_ptr(), code.as_ptr(), -1)) };
    value.expect("a value")
}

fn text(context: &Context, code: &str) -> String {
    let value = evaluate(context, code);
    // SAFETY: a live value; the text is the caller's.
    let text = unsafe { jsc_value_to_string(value.as_ptr()) };
    // SAFETY: a C string.
    let copy = unsafe { CStr::from_ptr(text) }
        .to_string_lossy()
        .into_owned();
    // SAFETY: the text is the caller's, allocated by GLib.
    unsafe { ffi::g_free(text.cast()) };
    copy
}

fn turn_the_loop() {
    for _ in 0..20 {
        // SAFETY: the default context, of which this thread is the only user now.
        unsafe { g_main_context_iteration(null_mut(), 0) };
    }
}

impl Stage {
    /// Opens a link with this memory.
    fn with(page_slots: &OwnedFd, host_slots: &OwnedFd, layout: Layout) -> Self {
        let context = Context::alone().expect("a context");
        let listener = evaluate(&context, LISTENER);
        let link = PageLink::new(evaluate_context(&context));
        let (host, page) = sockets();
        assert!(link.ask(listener));
        link.opened(page, page_slots, host_slots, layout);
        Self {
            context,
            link,
            host,
        }
    }

    fn open() -> Self {
        let slots = LAYOUT.total_bytes();
        let stage = Self::with(&memory(slots), &memory(slots), LAYOUT);
        let into = evaluate(&stage.context, "into");
        assert!(stage.link.transfer(TRANSFER, 1, 0, into) > CLOSED);
        assert_eq!(stage.kinds(), "32", "it is open");
        stage
    }

    /// Sends arbitrary bytes as one packet, with descriptors.
    fn send_with(&self, bytes: &[u8], files: &[&OwnedFd]) {
        let files: Vec<_> = files.iter().map(|file| file.as_fd()).collect();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(3))];
        let mut rights = SendAncillaryBuffer::new(&mut space);
        if !files.is_empty() {
            assert!(rights.push(SendAncillaryMessage::ScmRights(&files)));
        }
        let sent = sendmsg(
            &self.host,
            &[IoSlice::new(bytes)],
            &mut rights,
            SendFlags::NOSIGNAL,
        );
        // The page may have closed its end before.
        let _ = sent;
        turn_the_loop();
    }

    fn send(&self, header: PacketHeader, payload: &[u8]) {
        let mut bytes = header.encode().to_vec();
        bytes.extend_from_slice(payload);
        self.send_with(&bytes, &[]);
    }

    /// Closes the host's end.
    fn end_host(&mut self) {
        let (other, _) = sockets();
        drop(std::mem::replace(&mut self.host, other));
    }

    fn kinds(&self) -> String {
        text(&self.context, "kinds.join()")
    }

    fn is_open(&self) -> bool {
        self.link.stop(0) > CLOSED
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.link.close();
        turn_the_loop();
    }
}

/// Returns another reference to a context.
fn evaluate_context(context: &Context) -> Context {
    // SAFETY: a live context.
    unsafe { Context::from_none(context.as_ptr()) }.expect("a context")
}

fn header(kind: PacketKind) -> PacketHeader {
    PacketHeader::new(kind)
}

fn free(slots: &[u16]) -> (PacketHeader, Vec<u8>) {
    let payload: Vec<u8> = slots.iter().flat_map(|slot| slot.to_le_bytes()).collect();
    let header = PacketHeader {
        length: payload.len() as u32,
        ..header(PacketKind::Free)
    };
    (header, payload)
}

fn buffer(id: u64, bytes: u64) -> PacketHeader {
    PacketHeader {
        id,
        extra: bytes,
        ..header(PacketKind::Memory)
    }
}

fn piece(slot: u16, length: u32, offset: u64, place: u64) -> PacketHeader {
    PacketHeader {
        id: TRANSFER,
        slot,
        length,
        offset,
        extra: place,
        ..header(PacketKind::Piece)
    }
}

/// Opens a link with natives. Returns the memory of the host's slots too, for the test to write.
fn stage_of_bodies() -> (Stage, OwnedFd) {
    let (page_slots, host_slots) = (memory(LAYOUT.total_bytes()), memory(LAYOUT.total_bytes()));
    let stage = Stage::with(&page_slots, &host_slots, LAYOUT);
    install(&stage.link, null_mut());
    text(
        &stage.context,
        "const natives = __BYTELANE_NATIVES__; const bodies = {}; 1",
    );
    (stage, host_slots)
}
