//! What handlers write down, and tests wait for.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use domain_events::{Envelope, Uuid};
use tokio::sync::watch;

use crate::events::OrderPlaced;

/// A list that all handlers of a test share.
#[derive(Clone)]
pub(crate) struct Ledger(Arc<watch::Sender<Book>>);

#[derive(Default)]
pub(crate) struct Book {
    entries: Vec<Entry>,
    times: HashMap<Uuid, u32>,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) id: Uuid,
    pub(crate) order: String,
    pub(crate) number: u64,
    pub(crate) at: Instant,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(Book::default())))
    }

    /// Writes down an occurrence. Answers how often it stands there now.
    pub(crate) fn note(&self, placed: &Envelope<OrderPlaced>) -> u32 {
        let entry =
            Entry { id: placed.id(), order: placed.order.clone(), number: placed.number, at: Instant::now() };
        let mut times = 0;
        self.0.send_modify(|book| {
            let of_this = book.times.entry(entry.id).or_default();
            *of_this += 1;
            times = *of_this;
            book.entries.push(entry);
        });
        times
    }

    /// Waits until it says so. The deadline is the test's.
    pub(crate) async fn until(&self, condition: impl Fn(&Book) -> bool) -> Vec<Entry> {
        let mut book = self.0.subscribe();
        let reached = book.wait_for(condition).await.expect("the ledger is ours");
        reached.entries.clone()
    }

    pub(crate) async fn has(&self, entries: usize) -> Vec<Entry> {
        self.until(|book| book.entries.len() >= entries).await
    }

    pub(crate) async fn has_distinct(&self, occurrences: usize) -> Vec<Entry> {
        self.until(|book| book.times.len() >= occurrences).await
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.0.borrow().entries.clone()
    }
}

/// Each number below `count` stands there exactly once.
#[track_caller]
pub(crate) fn assert_each_once(entries: &[Entry], count: u64) {
    let mut numbers = entries.iter().map(|entry| entry.number).collect::<Vec<_>>();
    numbers.sort_unstable();
    let lost = (0..count).filter(|number| numbers.binary_search(number).is_err()).collect::<Vec<_>>();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let twice = numbers.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect::<Vec<_>>();
    assert!(twice.is_empty(), "more than once: {twice:?}");
    assert_eq!(numbers.len(), usize::try_from(count).expect("it is a small number"));
}

/// Of each order the numbers only grow. One that stands there several times in a row is the same one, tried again.
#[track_caller]
pub(crate) fn assert_in_order<'e>(entries: impl IntoIterator<Item = (&'e str, u64)>) {
    let mut last = HashMap::<&str, u64>::new();
    for (order, number) in entries {
        if let Some(before) = last.insert(order, number) {
            assert!(before <= number, "of `{order}`, {number} came after {before}");
        }
    }
}

impl Entry {
    pub(crate) fn ordered(&self) -> (&str, u64) {
        (&self.order, self.number)
    }
}
