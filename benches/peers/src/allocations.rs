//! Allocations for each publication: their number does not depend on what else the machine does.

use std::fmt::Write;

use in_process_bench::sampler::{Contender, Handlers, Missed};
use in_process_bench::table;

const PUBLICATIONS: u32 = 1024;

/// A row for each contender, a column for each number of handlers.
pub(crate) fn markdown(contenders: &mut [Contender]) -> Result<String, Missed> {
    let mut text = String::from("| allocations per publication |");
    for handlers in Handlers::ALL {
        let _ = write!(text, " {} |", table::headed(handlers));
    }
    text.push_str("\n|---|");
    text.push_str(&"--:|".repeat(Handlers::ALL.len()));
    for row in contenders.chunk_by_mut(|one, other| one.name() == other.name()) {
        let _ = write!(text, "\n| {} |", row[0].name());
        for contender in row {
            let _ = write!(text, " {} |", of(contender)?);
        }
    }
    Ok(text)
}

/// Rounded to whole ones: queues also allocate a block now and then.
fn of(contender: &mut Contender) -> Result<u64, Missed> {
    contender.time(PUBLICATIONS)?; // what is allocated once is there now
    let mut published = Ok(());
    let counted = allocation_counter::measure(|| published = contender.time(PUBLICATIONS).map(drop));
    published?;
    Ok((counted.count_total + u64::from(PUBLICATIONS) / 2) / u64::from(PUBLICATIONS))
}
