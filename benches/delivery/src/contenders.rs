//! Those that carry the same events to the same work.

mod by_hand;
mod codec;
mod worker;

use std::future::Future;

/// One way to carry events.
pub(crate) trait Contender {
    /// What it is called in the table.
    const NAME: &'static str;

    /// Starts what takes the events, in this runtime.
    async fn start() -> Self;

    /// Sends one event.
    fn send(&self, number: u64) -> impl Future<Output = ()> + Send;

    /// Ends it, when all are handled.
    async fn stop(self);
}

pub(crate) use self::by_hand::ByHand;
pub(crate) use self::codec::CodecAlone;
pub(crate) use self::worker::OnAWorker;

/// How many messages may wait.
const CAPACITY: usize = 1_024;
