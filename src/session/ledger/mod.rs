//! The ledger: the account of everything that pages make the host hold, for one document and for the process.

mod queue;
mod table;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::Mutex;
use tokio::sync::{Notify, Semaphore, oneshot};

#[cfg(feature = "app")]
pub(crate) use self::table::WINDOWS_MAX;
pub use self::table::{Action, Bound, Full, Holding, LEDGER, Row};
use self::{queue::Queue, table::KINDS};
use crate::{foreign, wire::Limits};

/// The account of the process, which all documents share.
#[derive(Default)]
pub struct ProcessLedger {
    held: [AtomicU64; KINDS],
    /// Uploads that wait for room.
    uploads: Mutex<Queue<Arc<Ledger>, Charge>>,
}

impl fmt::Debug for ProcessLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessLedger")
            .field("held", &self.held)
            .finish_non_exhaustive()
    }
}

impl ProcessLedger {
    /// Returns how much all documents hold of a kind.
    pub fn held(&self, holding: Holding) -> u64 {
        self.of(holding).load(Ordering::Relaxed)
    }

    fn of(&self, holding: Holding) -> &AtomicU64 {
        &self.held[holding as usize]
    }

    /// Admits the uploads whose turn has come.
    fn admit_waiting(&self) {
        let admitted = self.uploads.lock().take_admitted(charge_upload);
        for (_, upload, charge) in admitted {
            (upload.admitted)(charge);
        }
    }
}

fn charge_upload(ledger: &Arc<Ledger>, length: u64) -> Result<Charge, Full> {
    ledger.try_charge(Holding::Uploads, length)
}

/// Maximum number of commands that run at once after they have waited for the page to release results.
const RESTARTS_MAX: usize = 4;

/// The account of one document.
#[derive(Debug)]
pub struct Ledger {
    process: Arc<ProcessLedger>,
    held: [AtomicU64; KINDS],
    bounds: [Bounds; KINDS],
    /// Number of releases of results.
    releases: AtomicU64,
    released: Notify,
    restarts: Arc<Semaphore>,
}

/// The bounds of one kind under the limits of a document.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    document: u64,
    process: u64,
}

/// Amounts that one document holds, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held([u64; KINDS]);

impl Held {
    /// Returns how much is held of a kind: bytes, or a number of items.
    pub const fn of(&self, holding: Holding) -> u64 {
        self.0[holding as usize]
    }

    /// Adds the amounts of another account.
    #[cfg_attr(
        not(feature = "webkitgtk"),
        allow(
            dead_code,
            reason = "only a webview has an account besides that of its document"
        )
    )]
    pub(crate) fn add(&mut self, other: &Self) {
        for (held, more) in self.0.iter_mut().zip(other.0) {
            *held += more;
        }
    }

    /// Returns whether nothing is held.
    pub fn is_nothing(&self) -> bool {
        self.0.iter().all(|held| *held == 0)
    }
}

impl Ledger {
    /// Creates the account of a document with these limits.
    pub fn new(process: Arc<ProcessLedger>, limits: &Limits) -> Arc<Self> {
        Arc::new(Self {
            process,
            held: Default::default(),
            bounds: LEDGER.map(|row| Bounds {
                document: row.document.of(limits),
                process: row.process.of(limits),
            }),
            releases: AtomicU64::new(0),
            released: Notify::new(),
            restarts: Arc::new(Semaphore::new(RESTARTS_MAX)),
        })
    }

    /// Creates the account of a document that is alone in its process.
    pub fn alone(limits: &Limits) -> Arc<Self> {
        Self::new(Arc::default(), limits)
    }

    /// Returns the account of the process.
    pub const fn process(&self) -> &Arc<ProcessLedger> {
        &self.process
    }

    /// Returns how much the document holds of a kind.
    pub fn held(&self, holding: Holding) -> u64 {
        self.of(holding).load(Ordering::Relaxed)
    }

    /// Returns how much the document holds of every kind.
    pub fn all(&self) -> Held {
        Held(LEDGER.map(|row| self.held(row.holding)))
    }

    fn of(&self, holding: Holding) -> &AtomicU64 {
        &self.held[holding as usize]
    }

    const fn bounds(&self, holding: Holding) -> Bounds {
        self.bounds[holding as usize]
    }

    /// Returns the bound of the document.
    pub const fn bound(&self, holding: Holding) -> u64 {
        self.bounds(holding).document
    }

    /// Returns whether an item of unknown size may be added: below both bounds, or to a document that holds nothing.
    pub fn has_room(&self, holding: Holding) -> bool {
        let (held, bounds) = (self.held(holding), self.bounds(holding));
        held == 0 || (held < bounds.document && self.process.held(holding) < bounds.process)
    }

    /// Returns whether results in memory and in files may be added.
    pub(crate) fn has_room_for_results(&self) -> bool {
        self.has_room(Holding::Results) && self.has_room(Holding::Files)
    }

    /// Returns whether more is held than the bound of the document or of the process.
    #[cfg_attr(
        not(any(feature = "webview", target_os = "linux")),
        allow(dead_code, reason = "for the batches of a webview's lanes")
    )]
    pub(crate) fn is_over(&self, holding: Holding) -> bool {
        let bounds = self.bounds(holding);
        self.held(holding) > bounds.document || self.process.held(holding) > bounds.process
    }

    /// Adds to the account, whatever it holds.
    pub fn add(&self, holding: Holding, amount: u64) {
        self.of(holding).fetch_add(amount, Ordering::Relaxed);
        self.process
            .of(holding)
            .fetch_add(amount, Ordering::Relaxed);
    }

    /// Adds to the account if the bounds allow it. A holder of nothing accepts one item, however large.
    ///
    /// # Errors
    /// Returns the holder whose bound would be exceeded.
    pub fn try_add(&self, holding: Holding, amount: u64) -> Result<(), Full> {
        self.try_add_beside(holding, amount, 0)
    }

    /// Adds to an item that holds `own` already, as [`try_add`](Self::try_add) does: a holder of nothing else accepts any amount.
    fn try_add_beside(&self, holding: Holding, amount: u64, own: u64) -> Result<(), Full> {
        let bounds = self.bounds(holding);
        self.try_add_if(holding, amount, |held, sum, holder| {
            let max = match holder {
                Full::Document => bounds.document,
                Full::Process => bounds.process,
            };
            held <= own || sum <= max
        })
    }

    /// Adds to the account if `is_allowed` accepts the amount before and after, of the document and of the process.
    fn try_add_if(
        &self,
        holding: Holding,
        amount: u64,
        is_allowed: impl Fn(u64, u64, Full) -> bool,
    ) -> Result<(), Full> {
        let add = |counter: &AtomicU64, holder| {
            let sum = |held: u64| {
                let sum = held.saturating_add(amount);
                is_allowed(held, sum, holder).then_some(sum)
            };
            counter
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, sum)
                .map_err(|_| holder)
        };
        add(self.of(holding), Full::Document)?;
        if let Err(full) = add(self.process.of(holding), Full::Process) {
            self.of(holding).fetch_sub(amount, Ordering::Relaxed);
            return Err(full);
        }
        Ok(())
    }

    /// Removes an amount that [`add`](Self::add) or [`try_add`](Self::try_add) has added.
    pub fn sub(&self, holding: Holding, amount: u64) {
        self.of(holding).fetch_sub(amount, Ordering::Relaxed);
        self.process
            .of(holding)
            .fetch_sub(amount, Ordering::Relaxed);
    }

    /// Replaces an added amount.
    pub fn replace(&self, holding: Holding, from: u64, to: u64) {
        // The counters of the process are shared by all documents.
        if to > from {
            self.add(holding, to - from);
        } else if from > to {
            self.sub(holding, from - to);
        }
    }

    /// Charges an amount, whatever the account holds.
    pub fn charge(self: &Arc<Self>, holding: Holding, amount: u64) -> Charge {
        self.add(holding, amount);
        Charge::new(self, holding, amount)
    }

    /// Charges an amount if the bounds allow it.
    ///
    /// # Errors
    /// Returns the errors of [`try_add`](Self::try_add).
    pub fn try_charge(self: &Arc<Self>, holding: Holding, amount: u64) -> Result<Charge, Full> {
        self.try_add(holding, amount)?;
        Ok(Charge::new(self, holding, amount))
    }

    /// Charges an amount if neither the document nor the process holds more than `max` with it, in place of the bounds of the table.
    ///
    /// # Errors
    /// Returns the holder whose bound would be exceeded.
    #[cfg(any(feature = "app", test))]
    pub(crate) fn try_charge_within(
        self: &Arc<Self>,
        holding: Holding,
        amount: u64,
        max: u64,
    ) -> Result<Charge, Full> {
        self.try_add_if(holding, amount, |_, sum, _| sum <= max)?;
        Ok(Charge::new(self, holding, amount))
    }

    /// Returns how often the page has released results.
    pub(crate) fn releases(&self) -> u64 {
        self.releases.load(Ordering::Relaxed)
    }

    /// Reports each release of results.
    pub(crate) const fn released(&self) -> &Notify {
        &self.released
    }

    /// Limits how many commands that waited for a release run at once.
    pub(crate) const fn restarts(&self) -> &Arc<Semaphore> {
        &self.restarts
    }

    /// Wakes those who wait for a returned charge. This runs foreign code.
    fn wake(&self, holding: Holding) {
        match holding {
            Holding::Uploads => self.process.admit_waiting(),
            Holding::Results | Holding::Files => {
                self.releases.fetch_add(1, Ordering::Relaxed);
                self.released.notify_waiters();
            }
            _ => {}
        }
    }
}

/// The place of an upload that waits for room. Dropping it leaves the queue.
#[derive(Debug)]
pub struct Ticket {
    process: Arc<ProcessLedger>,
    document: usize,
    number: u64,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        debug_assert!(!foreign::holds_lock(), "others are admitted under a lock");
        let left = self
            .process
            .uploads
            .lock()
            .remove(self.document, self.number);
        if left.is_some() {
            drop(left);
            self.process.admit_waiting();
        }
    }
}

impl Ledger {
    /// Admits an upload of `length` bytes: at once if nothing waits and the bounds allow it, otherwise in its turn. Calls `admitted` then, without a lock.
    ///
    /// # Errors
    /// Returns the place in the queue of an upload that waits.
    pub fn admit(
        self: &Arc<Self>,
        length: u64,
        admitted: impl FnOnce(Charge) + Send + 'static,
    ) -> Result<Charge, Ticket> {
        let document = Arc::as_ptr(self).addr();
        let mut queue = self.process.uploads.lock();
        if queue.is_empty()
            && let Ok(charge) = charge_upload(self, length)
        {
            return Ok(charge);
        }
        let number = queue.push(document, Arc::clone(self), length, admitted);
        let turns = queue.take_admitted(charge_upload);
        drop(queue);
        let mut own = Err(Ticket {
            process: Arc::clone(&self.process),
            document,
            number,
        });
        for (ticket, upload, charge) in turns {
            if ticket == number {
                own = Ok(charge);
            } else {
                (upload.admitted)(charge);
            }
        }
        own
    }

    /// Waits until an upload of `length` bytes is admitted.
    pub async fn admitted(self: &Arc<Self>, length: u64) -> Charge {
        let (sender, receiver) = oneshot::channel();
        let ticket = match self.admit(length, move |charge| drop(sender.send(charge))) {
            Ok(charge) => return charge,
            Err(ticket) => ticket,
        };
        let charge = receiver.await;
        drop(ticket);
        // The sender exists as long as the ticket does.
        charge.unwrap_or_else(|_| self.charge(Holding::Uploads, length))
    }
}

/// An amount that is held. Dropping it returns the amount, and wakes those who wait for it: no lock of a document may be held then.
#[derive(Debug)]
pub struct Charge {
    ledger: Arc<Ledger>,
    holding: Holding,
    amount: u64,
}

impl Charge {
    fn new(ledger: &Arc<Ledger>, holding: Holding, amount: u64) -> Self {
        Self {
            ledger: Arc::clone(ledger),
            holding,
            amount,
        }
    }

    /// Returns the amount.
    pub const fn amount(&self) -> u64 {
        self.amount
    }

    /// Replaces the amount, whatever the account holds.
    pub fn resize(&mut self, amount: u64) {
        self.ledger.replace(self.holding, self.amount, amount);
        let shrunk = amount < self.amount;
        self.amount = amount;
        if shrunk {
            self.ledger.wake(self.holding);
        }
    }

    /// Returns the amount at once. Those who wait for it are woken when the charge is dropped, so this is allowed under a lock.
    pub(crate) fn clear(&mut self) {
        self.ledger.sub(self.holding, self.amount);
        self.amount = 0;
    }

    /// Adds to the amount if the bounds allow it. A holder of nothing but this item, of which `beside` is charged apart, accepts any amount.
    ///
    /// # Errors
    /// Returns the errors of [`Ledger::try_add`].
    pub fn try_grow(&mut self, by: u64, beside: u64) -> Result<(), Full> {
        let own = self.amount + beside;
        self.ledger.try_add_beside(self.holding, by, own)?;
        self.amount += by;
        Ok(())
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        debug_assert!(
            !foreign::holds_lock(),
            "a charge of {:?} is returned under the lock of a document",
            self.holding
        );
        self.ledger.sub(self.holding, self.amount);
        self.ledger.wake(self.holding);
    }
}
