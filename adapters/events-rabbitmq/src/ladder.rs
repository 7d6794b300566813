//! The delays that there are: four to an octave, so that there is a bounded number of queues for them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The longest delay that has a queue, forty-three days: what the broker can say is 2³² − 1 milliseconds, and its queue outlives it.
const LONGEST: u64 = 7 << 29;
const DAY: u64 = 24 * 60 * 60 * 1_000;

/// The delay, in milliseconds, of the queue for a delay: never shorter, and at most a quarter longer. A delay longer than
/// the [`LONGEST`] is that one.
pub(crate) fn step(delay: Duration) -> u64 {
    let millis = u64::try_from(delay.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX).clamp(1, LONGEST);
    let quarter = (1_u64 << millis.ilog2()) / 4;
    millis.next_multiple_of(quarter.max(1)).min(LONGEST)
}

/// For how long a queue of a delay exists, in milliseconds.
///
/// The broker counts from when it was declared, whatever waits in it. So there is a new queue each day, which takes messages for
/// that day alone, and is there for another day, for clocks that differ, and for the delay.
pub(crate) fn lifetime(step: u64) -> u64 {
    step + 2 * DAY
}

/// The number of today.
pub(crate) fn today() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() / (DAY / 1_000)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_step_is_never_shorter_and_at_most_a_quarter_longer() {
        for millis in (1..20_000).chain((20_000..30_000_000).step_by(997)) {
            let step = step(Duration::from_millis(millis));
            assert!(step >= millis && step * 4 <= millis * 5, "{millis} is {step}");
        }
        assert_eq!(step(Duration::from_nanos(1_000_001)), 2, "what is longer than a millisecond is two");
    }

    #[test]
    fn there_are_four_steps_to_an_octave() {
        let steps =
            (1_025..=2_048).map(|millis| step(Duration::from_millis(millis))).collect::<BTreeSet<_>>();

        assert_eq!(steps, BTreeSet::from([1_280, 1_536, 1_792, 2_048]));
    }

    #[test]
    fn what_the_broker_cannot_say_is_the_longest() {
        assert_eq!(step(Duration::ZERO), 1);
        assert_eq!(step(Duration::MAX), LONGEST);
        assert!(u32::try_from(lifetime(LONGEST)).is_ok());
    }
}
