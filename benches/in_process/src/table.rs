//! The figures as a Markdown table.

use std::fmt::Write;

use crate::sampler::{Handlers, Measured};

/// A row for each contender, a column for each number of handlers.
#[must_use]
pub fn markdown(measured: &[Measured]) -> String {
    let mut table = String::from("| ns per publication |");
    for handlers in Handlers::ALL {
        let _ = write!(table, " {} |", headed(handlers));
    }
    table.push_str("\n|---|");
    table.push_str(&"--:|".repeat(Handlers::ALL.len()));
    for row in measured.chunk_by(|one, other| one.contender == other.contender) {
        let _ = write!(table, "\n| {} |", row[0].contender);
        for Measured { low, median, high, .. } in row {
            let _ = write!(table, " **{}** ({}–{}) |", rounded(*median), rounded(*low), rounded(*high));
        }
    }
    table
}

/// What a column, or a bar, is called.
#[must_use]
pub fn headed(handlers: Handlers) -> String {
    match handlers.count() {
        1 => "1 handler".to_owned(),
        count => format!("{count} handlers"),
    }
}

/// A figure with as many digits as mean something.
#[must_use]
pub fn rounded(nanoseconds: f64) -> String {
    if nanoseconds < 10.0 { format!("{nanoseconds:.1}") } else { format!("{nanoseconds:.0}") }
}
