//! What was sent, against what was handled.

use std::collections::HashSet;
use std::io::{self, Write};

use super::Breakable;
use super::publishers::Published;
use crate::Capability;
use crate::ledger::{Entry, assert_in_order};
use crate::scene::Scene;

/// Each number below `count` is handled, of each order first in order, and no more often than it may be; all of it is printed.
#[track_caller]
pub(super) fn assert_none_lost<B: Breakable>(
    scene: &Scene<B>,
    published: Published,
    entries: &[Entry],
    most_again: usize,
) {
    let mut seen = HashSet::new();
    let first = entries.iter().filter(|entry| seen.insert(entry.number)).collect::<Vec<_>>();
    let again = entries.len() - first.len();
    let Published { confirmed, failed } = published;
    let line = format!(
        "{}: {confirmed} confirmed ({failed} times one was sent again), {} handled, {again} of them again (at most {most_again})\n",
        scene.rule.replace('_', " "),
        first.len(),
    );
    let _ = io::stderr().write_all(line.as_bytes());

    let lost = (0..confirmed).filter(|number| !first.iter().any(|entry| entry.number == *number));
    assert_eq!(lost.collect::<Vec<_>>(), Vec::<u64>::new(), "these were confirmed and never handled");
    if scene.harness.capabilities().has(Capability::Order) {
        assert_in_order(first.iter().map(|entry| entry.ordered()));
    }
    assert!(again <= most_again, "{again} were handled again");
}
