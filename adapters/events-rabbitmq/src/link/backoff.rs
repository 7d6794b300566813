//! When a connection is tried again.

use std::time::Duration;

use tokio::time::Instant;

const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(5);
/// An attempt so long ago says nothing any more.
const LONG_AGO: Duration = Duration::from_secs(10);

#[derive(Default)]
pub(super) struct Backoff {
    last: Option<Instant>,
    attempts: u32,
}

impl Backoff {
    /// When the next attempt may be: `None` is at once. Delays double, and up to half of each is left to chance, so that clients that
    /// lost their broker at the same time do not come back at the same time.
    pub(super) fn next(&mut self) -> Option<Instant> {
        let last = self.last?;
        if last.elapsed() > LONG_AGO {
            self.attempts = 0;
            return None;
        }
        let doubled =
            FIRST.saturating_mul(2_u32.saturating_pow(self.attempts.saturating_sub(1))).min(LONGEST);
        Some(last + doubled.mul_f64(1.0 - fastrand::f64() / 2.0))
    }

    /// The last attempt was a good one.
    pub(super) fn worked(&mut self) {
        self.attempts = self.attempts.min(1);
    }

    pub(super) fn attempt(&mut self) {
        self.last = Some(Instant::now());
        self.attempts = self.attempts.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn attempts_come_at_once_and_then_with_growing_delays() {
        let mut backoff = Backoff::default();
        assert_eq!(backoff.next(), None);

        let mut delays = Vec::new();
        for _ in 0..12 {
            backoff.attempt();
            let next = backoff.next().expect("there was an attempt just now");
            delays.push(next - Instant::now());
            tokio::time::sleep_until(next).await;
        }

        assert!(delays[0] >= FIRST / 2 && delays[0] <= FIRST, "{delays:?}");
        assert!(delays[11] >= LONGEST / 2 && delays[11] <= LONGEST, "{delays:?}");
        backoff.attempt();
        backoff.worked();
        let next = backoff.next().expect("there was an attempt just now");
        assert!(next - Instant::now() <= FIRST, "they grow anew");
        tokio::time::sleep(LONG_AGO + Duration::from_millis(1)).await;
        assert_eq!(backoff.next(), None, "the last was long ago");
    }
}
