use std::collections::{BTreeMap, HashMap};

use super::table::Full;

/// Uploads of all documents that wait for room, in the order of their arrival. `L` is the ledger of a document, `C` a charge.
pub(super) struct Queue<L, C> {
    last_ticket: u64,
    documents: HashMap<usize, Waiting<L, C>>,
}

/// The waiting uploads of one document, by ticket.
struct Waiting<L, C> {
    ledger: L,
    uploads: BTreeMap<u64, Upload<C>>,
}

/// An upload that waits.
pub(super) struct Upload<C> {
    length: u64,
    pub(super) admitted: Box<dyn FnOnce(C) + Send>,
}

/// An admitted upload, with its ticket and its charge.
pub(super) type Admitted<C> = (u64, Upload<C>, C);

impl<L, C> Default for Queue<L, C> {
    fn default() -> Self {
        Self {
            last_ticket: 0,
            documents: HashMap::new(),
        }
    }
}

impl<L, C> Queue<L, C> {
    pub(super) fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Adds an upload of the document with this key. Returns its ticket.
    pub(super) fn push(
        &mut self,
        document: usize,
        ledger: L,
        length: u64,
        admitted: impl FnOnce(C) + Send + 'static,
    ) -> u64 {
        self.last_ticket += 1;
        let waiting = self.documents.entry(document).or_insert_with(|| Waiting {
            ledger,
            uploads: BTreeMap::new(),
        });
        let upload = Upload {
            length,
            admitted: Box::new(admitted),
        };
        waiting.uploads.insert(self.last_ticket, upload);
        self.last_ticket
    }

    /// Removes an upload that does not wait any more.
    pub(super) fn remove(&mut self, document: usize, ticket: u64) -> Option<Upload<C>> {
        let waiting = self.documents.get_mut(&document)?;
        let upload = waiting.uploads.remove(&ticket);
        if waiting.uploads.is_empty() {
            self.documents.remove(&document);
        }
        upload
    }

    /// Returns the first ticket of each document, in the order of arrival.
    fn heads(&self) -> Vec<(u64, usize)> {
        let first = |(document, waiting): (&usize, &Waiting<L, C>)| {
            let (ticket, _) = waiting.uploads.first_key_value()?;
            Some((*ticket, *document))
        };
        let mut heads: Vec<_> = self.documents.iter().filter_map(first).collect();
        heads.sort_unstable();
        heads
    }

    /// Returns the first ticket of a document, with its ledger and the length of the upload.
    fn first(&self, document: usize) -> Option<(u64, &L, u64)> {
        let waiting = self.documents.get(&document)?;
        let (ticket, upload) = waiting.uploads.first_key_value()?;
        Some((*ticket, &waiting.ledger, upload.length))
    }

    /// Removes the uploads whose turn has come, as `charge` decides. An upload over the bound of its document holds up only that document; an upload over
    /// the bound of the process holds up all later ones.
    pub(super) fn take_admitted(
        &mut self,
        charge: impl Fn(&L, u64) -> Result<C, Full>,
    ) -> Vec<Admitted<C>> {
        let mut admitted = Vec::new();
        for (_, document) in self.heads() {
            while let Some((ticket, ledger, length)) = self.first(document) {
                match charge(ledger, length) {
                    Err(Full::Document) => break,
                    Err(Full::Process) => return admitted,
                    Ok(charge) => {
                        let upload = self.remove(document, ticket);
                        admitted.extend(upload.map(|upload| (ticket, upload, charge)));
                    }
                }
            }
        }
        admitted
    }
}
