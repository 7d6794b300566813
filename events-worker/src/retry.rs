//! When a failed handler runs again, and when it is given up.

use std::num::NonZeroU32;
use std::time::Duration;

use events_core::HandlerError;
use tokio::time::Instant;

/// When a failed handler runs again, and how often.
///
/// ```
/// use domain_events::RetryPolicy;
/// use std::time::Duration;
///
/// let patient = RetryPolicy::new()
///     .attempts(8)
///     .first_delay(Duration::from_secs(1))
///     .longest_delay(Duration::from_mins(1));
/// assert_ne!(patient, RetryPolicy::default());
/// ```
///
/// Before the second attempt it waits up to [`first_delay`](Self::first_delay), before each further one up to twice as long, and
/// never longer than [`longest_delay`](Self::longest_delay). How long exactly is random, from zero up ("full jitter"), so that
/// what failed at the same time does not come back at the same time; [`without_jitter`](Self::without_jitter) waits the whole
/// delay. The random numbers are those of `fastrand`: good enough to spread load, and not secret.
///
/// The error has a say: a [permanent](HandlerError::permanent) one is never tried again, and after
/// [`retry_after`](HandlerError::retry_after) the next attempt comes no sooner than it asks, be that longer than the longest delay.
///
/// # Bounds
///
/// An event is attempted [`attempts`](Self::attempts) times at most. All its delays together are shorter than `attempts` times
/// the longest delay, unless an error asks for more. How long an attempt takes is the handler's own: a handler that may hang has
/// a timeout of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: NonZeroU32,
    first_delay: Duration,
    longest_delay: Duration,
    jitter: Jitter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Jitter {
    Full,
    None,
}

impl RetryPolicy {
    /// Five attempts; delays of up to 100 milliseconds, 200, 400 and 800, and with more attempts up to 30 seconds.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            attempts: const { NonZeroU32::new(5).expect("five is not zero") },
            first_delay: Duration::from_millis(100),
            longest_delay: Duration::from_secs(30),
            jitter: Jitter::Full,
        }
    }

    /// One attempt: a failure is final.
    #[must_use]
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// How often an event is attempted at most, the first attempt included. Five if nothing is said.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[must_use]
    #[track_caller]
    pub const fn attempts(self, attempts: u32) -> Self {
        let attempts = NonZeroU32::new(attempts).expect("an event is attempted at least once: `attempts(1)`");
        Self { attempts, ..self }
    }

    /// The longest wait before the second attempt; it doubles with each further attempt. 100 milliseconds if nothing is said.
    #[must_use]
    pub const fn first_delay(self, first_delay: Duration) -> Self {
        Self { first_delay, ..self }
    }

    /// What no delay is longer than, unless the error asks for more. 30 seconds if nothing is said.
    #[must_use]
    pub const fn longest_delay(self, longest_delay: Duration) -> Self {
        Self { longest_delay, ..self }
    }

    /// Waits the whole delay each time instead of a random part of it: for tests, and where but one instance runs.
    #[must_use]
    pub const fn without_jitter(self) -> Self {
        Self { jitter: Jitter::None, ..self }
    }

    /// How long to wait after so many attempts, the last of which failed with this error; `None` to give up.
    #[must_use]
    pub fn delay_after(&self, attempts: u32, error: &HandlerError) -> Option<Duration> {
        if error.is_permanent() || attempts >= self.attempts.get() {
            return None;
        }
        let delay = self.jittered(self.backoff(attempts));
        Some(delay.max(error.retry_delay().unwrap_or_default()))
    }

    #[cfg(feature = "messages")]
    pub(crate) fn most_attempts(&self) -> u32 {
        self.attempts.get()
    }

    fn backoff(&self, attempts: u32) -> Duration {
        let doubled = 2_u32.checked_pow(attempts.saturating_sub(1));
        let delay = doubled.and_then(|factor| self.first_delay.checked_mul(factor));
        delay.map_or(self.longest_delay, |delay| delay.min(self.longest_delay))
    }

    fn jittered(&self, delay: Duration) -> Duration {
        match self.jitter {
            Jitter::Full => {
                let nanos = u64::try_from(delay.as_nanos()).unwrap_or(u64::MAX);
                Duration::from_nanos(fastrand::u64(0..=nanos))
            }
            Jitter::None => delay,
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// So far from now; what no clock can tell is thirty years.
pub(crate) fn after(delay: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(delay).unwrap_or_else(|| now + Duration::from_hours(30 * 365 * 24))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLIS: fn(u64) -> Duration = Duration::from_millis;

    fn failed() -> HandlerError {
        HandlerError::from("the service is away")
    }

    fn delays(policy: &RetryPolicy) -> Vec<Duration> {
        (1..).map_while(|attempts| policy.delay_after(attempts, &failed())).collect()
    }

    #[test]
    fn delays_double_until_the_attempts_are_used_up() {
        let policy = RetryPolicy::new().without_jitter();

        assert_eq!(delays(&policy), [100, 200, 400, 800].map(MILLIS));
    }

    #[test]
    fn no_delay_is_longer_than_the_longest() {
        let policy = RetryPolicy::new().attempts(6).longest_delay(MILLIS(300)).without_jitter();

        assert_eq!(delays(&policy), [100, 200, 300, 300, 300].map(MILLIS));
    }

    #[test]
    fn delays_beyond_all_numbers_are_the_longest() {
        let policy = RetryPolicy::new().attempts(u32::MAX).first_delay(Duration::MAX).without_jitter();

        assert_eq!(policy.delay_after(1, &failed()), Some(Duration::from_secs(30)));
        assert_eq!(policy.delay_after(u32::MAX - 1, &failed()), Some(Duration::from_secs(30)));
    }

    #[test]
    fn jitter_takes_all_of_the_delay_and_no_more() {
        let policy = RetryPolicy::new();

        let delays = (0..10_000).map(|_| policy.delay_after(3, &failed()).expect("there is another attempt"));
        let (shortest, longest) = delays
            .fold((Duration::MAX, Duration::ZERO), |(shortest, longest), delay| {
                (shortest.min(delay), longest.max(delay))
            });

        assert!(longest <= MILLIS(400), "{longest:?}");
        assert!(shortest < MILLIS(40) && longest > MILLIS(360), "{shortest:?} to {longest:?} is not spread");
    }

    #[test]
    fn a_permanent_error_is_never_tried_again() {
        let error = HandlerError::permanent("the card is refused");

        assert_eq!(RetryPolicy::new().delay_after(1, &error), None);
    }

    #[test]
    fn an_error_that_asks_to_wait_is_heard_beyond_the_longest_delay() {
        let hour = HandlerError::retry_after(Duration::from_hours(1), "the bank is closed");
        let moment = HandlerError::retry_after(MILLIS(1), "a moment");
        let policy = RetryPolicy::new().without_jitter();

        assert_eq!(policy.delay_after(1, &hour), Some(Duration::from_hours(1)));
        assert_eq!(policy.delay_after(1, &moment), Some(MILLIS(100)));
        assert_eq!(policy.delay_after(5, &hour), None);
    }

    #[test]
    fn never_is_one_attempt() {
        assert_eq!(delays(&RetryPolicy::never()), []);
    }

    #[test]
    #[should_panic(expected = "at least once")]
    fn no_attempts_are_refused() {
        let _ = RetryPolicy::new().attempts(0);
    }
}
