use std::sync::atomic::AtomicUsize;

use proptest::prelude::*;

use super::*;

const DOCUMENT_MAX: u64 = 100;
const PROCESS_MAX: u64 = 250;
const DOCUMENTS: usize = 4;

fn ledgers() -> (Arc<ProcessLedger>, Vec<Arc<Ledger>>) {
    let process = Arc::<ProcessLedger>::default();
    let limits = Limits {
        document_bytes_max: DOCUMENT_MAX,
        process_bytes_max: PROCESS_MAX,
        ..Limits::default()
    };
    let ledger = |_| Ledger::new(Arc::clone(&process), &limits);
    let ledgers = (0..DOCUMENTS).map(ledger).collect();
    (process, ledgers)
}

#[derive(Clone, Debug)]
enum Op {
    Charge(usize, Holding, u64),
    TryCharge(usize, Holding, u64),
    Resize(usize, u64),
    Grow(usize, u64),
    Drop(usize),
}

fn op() -> impl Strategy<Value = Op> {
    let holding = || {
        prop_oneof![
            Just(Holding::Queued),
            Just(Holding::Uploads),
            Just(Holding::Events)
        ]
    };
    let amount = || prop_oneof![0u64..60, 90u64..110, 240u64..260];
    prop_oneof![
        (0..DOCUMENTS, holding(), amount())
            .prop_map(|(document, holding, amount)| Op::Charge(document, holding, amount)),
        (0..DOCUMENTS, holding(), amount())
            .prop_map(|(document, holding, amount)| Op::TryCharge(document, holding, amount)),
        (0usize..64, amount()).prop_map(|(charge, amount)| Op::Resize(charge, amount)),
        (0usize..64, amount()).prop_map(|(charge, amount)| Op::Grow(charge, amount)),
        (0usize..64).prop_map(Op::Drop),
    ]
}

/// A charge with its amount in a naive model.
struct Model {
    charge: Charge,
    document: usize,
    holding: Holding,
    amount: u64,
}

fn held(charges: &[Model], document: Option<usize>, holding: Holding) -> u64 {
    let of = charges.iter().filter(|charge| {
        charge.holding == holding && document.is_none_or(|document| charge.document == document)
    });
    of.map(|charge| charge.amount).sum()
}

/// Returns whether an amount fits, as an item or as a part of an item that holds `own` already.
fn fits(charges: &[Model], document: usize, holding: Holding, amount: u64, own: u64) -> bool {
    let within = |held: u64, max: u64| held <= own || held + amount <= max;
    within(held(charges, Some(document), holding), DOCUMENT_MAX)
        && within(held(charges, None, holding), PROCESS_MAX)
}

proptest! {
    /// Compares with sums over a list, and returns everything in the end.
    #[test]
    fn agrees_with_a_list_of_charges(ops in prop::collection::vec(op(), 1..200)) {
        let (process, ledgers) = ledgers();
        let mut charges: Vec<Model> = Vec::new();
        for op in ops {
            match op {
                Op::Charge(document, holding, amount) => {
                    let charge = ledgers[document].charge(holding, amount);
                    charges.push(Model { charge, document, holding, amount });
                }
                Op::TryCharge(document, holding, amount) => {
                    let expected = fits(&charges, document, holding, amount, 0);
                    let charge = ledgers[document].try_charge(holding, amount);
                    prop_assert_eq!(charge.is_ok(), expected);
                    charges.extend(charge.ok().map(|charge| Model { charge, document, holding, amount }));
                }
                Op::Resize(index, amount) => if let Some(model) = charges.get_mut(index) {
                    model.charge.resize(amount);
                    model.amount = amount;
                }
                Op::Grow(index, by) => if index < charges.len() {
                    let (document, holding) = (charges[index].document, charges[index].holding);
                    let expected = fits(&charges, document, holding, by, charges[index].amount);
                    let model = &mut charges[index];
                    prop_assert_eq!(model.charge.try_grow(by, 0).is_ok(), expected);
                    model.amount += if expected { by } else { 0 };
                }
                Op::Drop(index) => if index < charges.len() {
                    drop(charges.swap_remove(index));
                }
            }
            for row in LEDGER {
                prop_assert_eq!(process.held(row.holding), held(&charges, None, row.holding));
                for (document, ledger) in ledgers.iter().enumerate() {
                    prop_assert_eq!(ledger.held(row.holding), held(&charges, Some(document), row.holding));
                }
            }
        }
        charges.clear();
        for ledger in &ledgers {
            prop_assert!(ledger.all().is_nothing());
        }
        prop_assert!(LEDGER.iter().all(|row| process.held(row.holding) == 0));
    }

    /// Every upload is admitted in the end, those of a document in order, and never over a bound except for a sole item.
    #[test]
    fn uploads_are_admitted_in_order_and_within_the_bounds(
        uploads in prop::collection::vec((0..DOCUMENTS, prop_oneof![1u64..60, 90u64..110, 240u64..300]), 1..60),
        order in prop::collection::vec(any::<prop::sample::Index>(), 60),
    ) {
        let (process, ledgers) = ledgers();
        let admitted = Arc::new(Mutex::new(Vec::new()));
        let mut tickets = Vec::new();
        for (number, (document, length)) in uploads.iter().copied().enumerate() {
            let sink = Arc::clone(&admitted);
            let admission = ledgers[document].admit(length, move |charge| sink.lock().push((number, document, charge)));
            match admission {
                Ok(charge) => admitted.lock().push((number, document, charge)),
                Err(ticket) => tickets.push(ticket),
            }
        }
        let mut ended = 0;
        let mut last = [None; DOCUMENTS];
        let mut seen = 0;
        for index in order {
            let finished = {
                let mut admitted = admitted.lock();
                prop_assert!(!admitted.is_empty() || ended == uploads.len(), "nothing waits while nothing is held");
                if admitted.is_empty() { break }
                for (number, document, _) in &admitted[seen.min(admitted.len())..] {
                    prop_assert!(last[*document] < Some(*number));
                    last[*document] = Some(*number);
                }
                let held: u64 = admitted.iter().map(|(_, _, charge)| charge.amount()).sum();
                prop_assert_eq!(process.held(Holding::Uploads), held);
                prop_assert!(held <= PROCESS_MAX || admitted.len() == 1);
                for (document, ledger) in ledgers.iter().enumerate() {
                    let of = admitted.iter().filter(|(_, of, _)| *of == document).count();
                    prop_assert!(ledger.held(Holding::Uploads) <= DOCUMENT_MAX || of == 1);
                }
                let at = index.index(admitted.len());
                let finished = admitted.remove(at);
                seen = admitted.len();
                finished
            };
            ended += 1;
            drop(finished);
        }
        prop_assert_eq!(ended, uploads.len());
        prop_assert_eq!(process.held(Holding::Uploads), 0);
        drop(tickets);
    }
}

#[test]
fn a_ticket_that_is_dropped_lets_the_next_upload_in() {
    let (process, ledgers) = ledgers();
    let admitted = Arc::<AtomicUsize>::default();
    let count = |admitted: &Arc<AtomicUsize>| {
        let admitted = Arc::clone(admitted);
        move |charge: Charge| {
            admitted.fetch_add(1, Ordering::Relaxed);
            drop(charge);
        }
    };
    let first = ledgers[0]
        .admit(200, count(&admitted))
        .expect("an empty ledger");
    let second = ledgers[1]
        .admit(200, count(&admitted))
        .expect_err("the process is full");
    let third = ledgers[2]
        .admit(50, count(&admitted))
        .expect_err("behind the second");
    drop(second);
    assert_eq!(admitted.load(Ordering::Relaxed), 1, "the third fits");
    drop((first, third));
    assert_eq!(process.held(Holding::Uploads), 0);
}

#[test]
fn an_empty_document_always_has_room_for_an_item_of_unknown_size() {
    let (_, ledgers) = ledgers();
    let full = ledgers[0].charge(Holding::Queued, 1_000);
    assert!(!ledgers[0].has_room(Holding::Queued));
    assert!(ledgers[1].has_room(Holding::Queued));
    let little = ledgers[1].charge(Holding::Queued, 1);
    assert!(!ledgers[1].has_room(Holding::Queued), "the process is full");
    drop(full);
    assert!(ledgers[1].has_room(Holding::Queued));
    drop(little);
}

#[test]
fn threads_add_up_and_return_everything() {
    let (process, ledgers) = ledgers();
    std::thread::scope(|scope| {
        for ledger in &ledgers {
            scope.spawn(move || {
                let charges: Vec<_> = (0..1_000)
                    .map(|amount| ledger.charge(Holding::Events, amount))
                    .collect();
                drop(charges);
            });
        }
    });
    assert_eq!(process.held(Holding::Events), 0);
}

#[test]
fn a_bound_of_the_host_replaces_that_of_the_table() {
    let process = Arc::new(ProcessLedger::default());
    let ledgers = [(); 2].map(|()| Ledger::new(Arc::clone(&process), &Limits::default()));
    let charge = |ledger: usize, max| ledgers[ledger].try_charge_within(Holding::Windows, 1, max);
    assert_eq!(charge(0, 0).err(), Some(Full::Document));
    let (first, second) = (charge(0, 2), charge(1, 2));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(charge(0, 2).err(), Some(Full::Process));
    assert_eq!(charge(0, 1).err(), Some(Full::Document));
    drop(first);
    assert!(charge(0, 2).is_ok());
    drop(second);
    assert_eq!(process.held(Holding::Windows), 0);
}
