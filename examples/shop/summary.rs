//! What became of the orders, counted from receipts and drawn as a table.

use std::fmt;

use domain_events::{DomainEvent, HandlerInfo, Receipt};

use crate::domain::OrderId;

/// As many failures are shown one by one; the others are counted.
const SHOWN: usize = 10;

#[derive(Default)]
pub(crate) struct Summary {
    pub(crate) read: usize,
    pub(crate) invalid: usize,
    pub(crate) placed: usize,
    published: Vec<(&'static str, usize)>,
    handlers: Vec<(&'static str, &'static [&'static str])>,
    failed: Vec<(OrderId, Receipt)>,
}

impl Summary {
    /// Gives a handler of the bus a row, with the names of the events that it is subscribed to.
    pub(crate) fn with_row_for<H: HandlerInfo>(mut self, _: &H, events: &'static [&'static str]) -> Self {
        self.handlers.push((H::NAME, events));
        for &event in events {
            self.published_mut(event);
        }
        self
    }

    /// Counts a publication and keeps what failed in it.
    pub(crate) fn published<E: DomainEvent>(&mut self, order: &OrderId, receipt: Receipt) {
        *self.published_mut(E::NAME) += 1;
        if !receipt.is_ok() {
            self.failed.push((order.clone(), receipt));
        }
    }

    fn published_mut(&mut self, event: &'static str) -> &mut usize {
        let position = self.published.iter().position(|(name, _)| *name == event).unwrap_or_else(|| {
            self.published.push((event, 0));
            self.published.len() - 1
        });
        &mut self.published[position].1
    }

    fn failures(&self) -> impl Iterator<Item = (&OrderId, &domain_events::Failure)> {
        self.failed
            .iter()
            .flat_map(|(order, receipt)| receipt.failures().iter().map(move |failure| (order, failure)))
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<20}{:>10}{:>10}{:>10}", "orders", "read", "invalid", "placed")?;
        writeln!(f, "{:<20}{:>10}{:>10}{:>10}", "", self.read, self.invalid, self.placed)?;

        writeln!(f, "\n{:<20}{:>10}", "event", "published")?;
        for (event, count) in &self.published {
            writeln!(f, "{event:<20}{count:>10}")?;
        }

        writeln!(f, "\n{:<20}{:>10}{:>10}", "handler", "handled", "failed")?;
        for (handler, events) in &self.handlers {
            let asked: usize = self
                .published
                .iter()
                .filter(|(event, _)| events.contains(event))
                .map(|(_, count)| count)
                .sum();
            let failed = self.failures().filter(|(_, failure)| failure.handler() == *handler).count();
            writeln!(f, "{handler:<20}{:>10}{failed:>10}", asked - failed)?;
        }

        let failures = self.failures().count();
        writeln!(f, "\n{:<20}{:>10}", "failures", failures)?;
        for (order, failure) in self.failures().take(SHOWN) {
            writeln!(f, "  order {order}: {failure}")?;
        }
        if failures > SHOWN {
            writeln!(f, "  … and {} more", failures - SHOWN)?;
        }
        Ok(())
    }
}
