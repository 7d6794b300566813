//! Waiting for what the broker says, for a bounded time.

use std::time::Duration;

use events_worker::transport::Problem;
use lapin::Channel;
use tokio::time::{sleep, timeout};

use crate::failure::Failure;

/// How long a broker may take to answer. It answers in milliseconds, or it is frozen.
const LONGEST: Duration = Duration::from_secs(15);
const SOON: Duration = Duration::from_millis(100);

/// What the broker answers on a channel, if it does in time.
pub(crate) async fn answer<T>(
    channel: &Channel,
    asked: impl Future<Output = lapin::Result<T>>,
) -> Result<T, Failure> {
    in_time(channel, async { asked.await.map_err(Failure::from) }).await
}

/// The same of several questions.
pub(crate) async fn in_time<T>(
    channel: &Channel,
    asked: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    unless_gone(|| channel.status().connected(), asked).await
}

pub(crate) async fn unless_gone<T>(
    is_there: impl Fn() -> bool,
    asked: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let answered = async {
        tokio::select! {
            biased;
            answered = asked => answered,
            () = gone(SOON, is_there) => Err(Failure::new(Problem::Unavailable, "the connection broke")),
        }
    };
    match timeout(LONGEST, answered).await {
        Ok(answered) => answered,
        Err(_) => Err(Failure::new(Problem::Unavailable, format!("it did not answer within {LONGEST:?}"))),
    }
}

/// Ends when a channel or a connection has been gone for a while. Its client tells most of those who wait on it, but not whoever
/// asked in the very moment in which it broke.
pub(crate) async fn gone(look_every: Duration, is_there: impl Fn() -> bool) {
    let mut was_gone = false;
    loop {
        sleep(look_every).await;
        let is_gone = !is_there();
        if is_gone && was_gone {
            return;
        }
        was_gone = is_gone;
    }
}
