//! Waiting for what happens in other tasks and threads, without a guess at how long it takes.

use std::error::Error;
use std::fmt;
use std::future::{Future, poll_fn};
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use super::Recorder;
use crate::{DomainEvent, Envelope};

impl Recorder {
    /// Waits until at least `count` events of type `E` were published, and gives all that were by then, in order; with
    /// a `count` of zero at once. What was published before it was called counts.
    ///
    /// ```
    /// # use domain_events::prelude::*;
    /// # use domain_events::testing::Recorder;
    /// # use std::time::Duration;
    /// # #[derive(Debug, Clone, PartialEq, DomainEvent)]
    /// # struct OrderPlaced { order_id: u64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let recorder = Recorder::new();
    /// let events = recorder.clone();
    /// tokio::spawn(async move { events.publish(OrderPlaced { order_id: 7 }).await });
    ///
    /// let published = tokio::time::timeout(Duration::from_secs(5), recorder.until_published(1)).await;
    ///
    /// assert_eq!(published, Ok(vec![OrderPlaced { order_id: 7 }]));
    /// # }
    /// ```
    ///
    /// Publications wake it, and nothing else: it needs no runtime and has no deadline. If too few events come, it waits for
    /// ever, so put it in the timeout of your runtime. It may be dropped at any time, and can be spawned: it holds a clone of
    /// the recorder.
    pub fn until_published<E: DomainEvent + Clone>(
        &self,
        count: usize,
    ) -> impl Future<Output = Vec<E>> + Send + use<E> {
        let recorder = self.clone();
        poll_fn(move |context| recorder.poll_published::<E>(count, context).map(|found| events(&found)))
    }

    /// Blocks this thread until at least `count` events of type `E` were published, and gives all that were by then, in
    /// order. What was published before it was called counts.
    ///
    /// It is for publications in other threads: in a task use [`until_published`](Self::until_published), because a runtime of
    /// one thread does nothing while that thread is blocked.
    ///
    /// ```
    /// # use domain_events::prelude::*;
    /// # use domain_events::testing::Recorder;
    /// # use std::time::Duration;
    /// # #[derive(Debug, Clone, PartialEq, DomainEvent)]
    /// # struct OrderPlaced { order_id: u64 }
    /// let recorder = Recorder::new();
    /// let events = recorder.clone();
    /// let publisher = std::thread::spawn(move || events.publish_now(OrderPlaced { order_id: 7 }));
    ///
    /// let published = recorder.wait_until_published(1, Duration::from_secs(5));
    ///
    /// assert_eq!(published, Ok(vec![OrderPlaced { order_id: 7 }]));
    /// # assert!(publisher.join().unwrap().is_ok());
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotInTime`] if fewer were published within that time, counted from the call. Its text says how many, and what else
    /// was published.
    pub fn wait_until_published<E: DomainEvent + Clone>(
        &self,
        count: usize,
        within: Duration,
    ) -> Result<Vec<E>, NotInTime> {
        let published = &self.shared.published;
        let waiting = published.wait_timeout_while(self.memory(), within, |it| it.count::<E>() < count);
        let found = waiting.unwrap_or_else(PoisonError::into_inner).0.all::<E>();
        if found.len() < count {
            return Err(NotInTime {
                awaited: format!("{count} of `{}`", E::NAME),
                within,
                instead: format!(", but got {}; published: {}", found.len(), Listed(&self.names())),
            });
        }
        Ok(events(&found))
    }

    fn poll_published<E: DomainEvent>(
        &self,
        count: usize,
        context: &mut Context<'_>,
    ) -> Poll<Vec<Arc<Envelope<E>>>> {
        let waker = context.waker().clone();
        let mut memory = self.memory();
        if memory.count::<E>() < count {
            memory.wake_with_the_next_publication(waker);
            return Poll::Pending;
        }
        Poll::Ready(memory.all())
    }
}

fn events<E: DomainEvent + Clone>(envelopes: &[Arc<Envelope<E>>]) -> Vec<E> {
    envelopes.iter().map(|envelope| envelope.event().clone()).collect()
}

/// Blocks this thread until a condition holds. `what` says what is awaited, for the error's text.
///
/// ```
/// use domain_events::testing;
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use std::time::Duration;
///
/// static SENT: AtomicU32 = AtomicU32::new(0);
/// let mailer = std::thread::spawn(|| SENT.fetch_add(1, Ordering::Relaxed));
///
/// let sent = testing::wait_until("an e-mail is sent", Duration::from_secs(5), || SENT.load(Ordering::Relaxed) == 1);
///
/// assert_eq!(sent, Ok(()));
/// # mailer.join().unwrap();
/// ```
///
/// It looks at the condition at once, then every millisecond or when this thread is [unparked](thread::Thread::unpark), and
/// once more when the time is over. It is for what other threads do: in a task it would hold up the runtime. To wait for
/// publications use [`Recorder::wait_until_published`], which is woken by them.
///
/// # Errors
///
/// [`NotInTime`] if the condition does not hold within that time, counted from the call.
///
/// # Panics
///
/// If the condition does.
pub fn wait_until(
    what: impl fmt::Display,
    within: Duration,
    mut condition: impl FnMut() -> bool,
) -> Result<(), NotInTime> {
    let start = Instant::now();
    let outcome = loop {
        // Asked before the condition, so that the last look comes after the deadline.
        let left = within.saturating_sub(start.elapsed());
        if condition() {
            break Ok(());
        }
        if left.is_zero() {
            break Err(NotInTime { awaited: what.to_string(), within, instead: String::new() });
        }
        thread::park_timeout(left.min(LONGEST_PARK));
    };
    // Whoever parks this thread next, an executor perhaps, misses no wake-up that came meanwhile.
    thread::current().unpark();
    outcome
}

const LONGEST_PARK: Duration = Duration::from_millis(1);

/// What was awaited did not come in time: the error of [`Recorder::wait_until_published`] and [`wait_until`]. Its text says what
/// was awaited, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotInTime {
    awaited: String,
    within: Duration,
    instead: String,
}

impl fmt::Display for NotInTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { awaited, within, instead } = self;
        write!(f, "waited {within:?} for {awaited}{instead}")
    }
}

impl Error for NotInTime {}

/// Names of events, for people.
pub(super) struct Listed<'n>(pub(super) &'n [&'static str]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("nothing") } else { f.write_str(&self.0.join(", ")) }
    }
}
