//! The measurements as a table in Markdown.

use std::time::Duration;

use crate::check::Checked;

/// What n events cost.
pub(crate) struct Row {
    pub(crate) n: usize,
    pub(crate) by_hand: Checked,
    pub(crate) typed: Checked,
    pub(crate) direct: Checked,
}

/// Seconds of the processor with those of the wall clock behind them, ratios and growth of the processor's.
pub(crate) fn render(rows: &[Row]) -> String {
    let mut lines = vec![
        "| events | by hand | typed | ratio | growth | typed, direct | ratio | growth |".to_owned(),
        "|---:|---:|---:|---:|---:|---:|---:|---:|".to_owned(),
    ];
    lines.extend(rows.iter().enumerate().map(|(i, row)| {
        let previous = i.checked_sub(1).and_then(|i| rows.get(i));
        let compared = |of: fn(&Row) -> Checked| {
            let (checked, by_hand) = (of(row).user.as_secs_f64(), row.by_hand.user.as_secs_f64());
            let grown = previous.map(|it| format!("{:.2}", per_event(row, of) / per_event(it, of)));
            format!("{} | {:.2} | {}", seconds(of(row)), checked / by_hand, grown.unwrap_or_default())
        };
        let (typed, direct) = (compared(|row| row.typed), compared(|row| row.direct));
        format!("| {} | {} | {typed} | {direct} |", row.n, seconds(row.by_hand))
    }));
    lines.join("\n")
}

fn seconds(checked: Checked) -> String {
    format!("{:.2} ({:.2})", checked.user.as_secs_f64(), checked.wall.as_secs_f64())
}

/// Microseconds of the processor for each event.
fn per_event(row: &Row, of: fn(&Row) -> Checked) -> f64 {
    let events = u32::try_from(row.n).unwrap_or(u32::MAX);
    (of(row).user / events.max(1)).max(Duration::from_nanos(1)).as_secs_f64()
}
