//! What the measurements of all brokers have in common: the messages, and how rates are told.

use std::error::Error;
use std::time::{Duration, Instant};

use domain_events::{Message, Source, Uuid};

/// Whatever stops a measurement.
pub type Failed = Box<dyn Error + Send + Sync>;

/// How many messages are sent and confirmed at once.
pub const BATCH: usize = 100;
/// The name of the event.
pub const EVENT: &str = "order.placed";

/// Messages of a thousand keys, with bodies of 200 bytes.
///
/// # Errors
///
/// If their source were no URI reference.
pub fn messages(count: usize) -> Result<Vec<Message>, Failed> {
    let source = Source::new("/bench")?;
    let message = |number| {
        Message::new(Uuid::now_v7(), &source, EVENT)
            .with_subject(format!("order-{}", number % 1_000))
            .with_body("application/json", format!("{{\"number\":{number:0188}}}"))
    };
    Ok((0..count).map(message).collect())
}

/// How much a piece of work does in a second.
///
/// # Errors
///
/// Those of the work.
pub async fn rate(count: usize, work: impl Future<Output = Result<(), Failed>>) -> Result<f64, Failed> {
    let began = Instant::now();
    work.await?;
    Ok(per_second(count, began.elapsed()))
}

/// So many in a second.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are small")]
pub fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// The rates of the rounds, ours and those of the client by hand.
#[derive(Default)]
pub struct Pairs {
    /// Through the adapter, in messages per second.
    pub ours: Vec<f64>,
    /// Through the client by hand.
    pub raw: Vec<f64>,
}

impl Pairs {
    /// Prints a line of a table: the medians, and the first as a part of the second.
    pub fn print(mut self, what: &str) {
        let (ours, raw) = (median(&mut self.ours), median(&mut self.raw));
        println!("| {what} | {ours:.0} | {raw:.0} | {:.2} |", ours / raw);
    }
}

fn median(rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
