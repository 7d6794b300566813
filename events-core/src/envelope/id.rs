//! Ids of occurrences: UUIDs of version 7, in order for each thread (RFC 9562, section 6.2, method 2: within a millisecond the
//! random part is counted on). Random bytes are fetched many at a time: a system call for each id would cost more than all
//! the rest of a publication.

use std::cell::RefCell;
use std::time::{SystemTime, UNIX_EPOCH};

use uuid::{Builder, Uuid};

/// A new id. Version 7 has no room for a time before 1970: a clock that stands there gives ids of the epoch.
///
/// # Panics
///
/// If the operating system has no random bytes to give.
pub(super) fn new_id(now: SystemTime) -> Uuid {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    IDS.with_borrow_mut(|ids| ids.next(millis))
}

thread_local! {
    static IDS: RefCell<Ids> = const { RefCell::new(Ids { millis: 0, tail: 0, pool: [0; POOL], left: 0 }) };
}

/// Bytes fetched at a time, enough for some fifty ids.
const POOL: usize = 512;
/// The bits of an id that are neither time nor version nor variant.
const TAIL: u32 = 74;
/// Those of them that stand behind the variant.
const BEHIND_VARIANT: u32 = 62;

struct Ids {
    /// The time of the last id.
    millis: u64,
    /// What stands behind it.
    tail: u128,
    pool: [u8; POOL],
    left: usize,
}

impl Ids {
    fn next(&mut self, millis: u64) -> Uuid {
        if millis > self.millis {
            self.millis = millis;
            self.tail = u128::from_le_bytes(self.random()) >> (u128::BITS - TAIL);
        } else {
            // The same millisecond, or a clock that went back: count on, by no step that can be guessed.
            self.tail += 1 + u128::from(u32::from_le_bytes(self.random()));
            self.millis += u64::from(self.tail >> TAIL != 0);
            self.tail &= (1 << TAIL) - 1;
        }
        // The builder takes ten bytes, in which version and variant have bits of their own.
        let before_variant = self.tail >> BEHIND_VARIANT << u64::BITS;
        let behind_variant = self.tail & ((1 << BEHIND_VARIANT) - 1);
        let [_, _, _, _, _, _, bytes @ ..] = (before_variant | behind_variant).to_be_bytes();
        Builder::from_unix_timestamp_millis(self.millis, &bytes).into_uuid()
    }

    fn random<const N: usize>(&mut self) -> [u8; N] {
        if self.left < N {
            getrandom::fill(&mut self.pool).expect("the operating system gives random bytes");
            self.left = POOL;
        }
        self.left -= N;
        let mut bytes = [0; N];
        bytes.copy_from_slice(&self.pool[self.left..self.left + N]);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::time::Duration;

    #[test]
    fn a_clock_before_1970_still_gives_ids_of_version_7() {
        let before = UNIX_EPOCH - Duration::from_hours(24);

        let (first, second) = (new_id(before), new_id(before));

        assert_eq!((first.get_version_num(), first.get_variant()), (7, uuid::Variant::RFC4122));
        assert_ne!(first, second);
    }

    #[test]
    fn ids_say_when_they_were_made() {
        let now = UNIX_EPOCH + Duration::from_millis(4_102_444_800_123); // later than any other test's

        let (seconds, nanos) = new_id(now).get_timestamp().unwrap().to_unix();

        assert_eq!((seconds, nanos), (4_102_444_800, 123_000_000));
    }

    #[test]
    fn ids_of_a_thread_are_in_order_whatever_the_clock_does() {
        let at = |millis| UNIX_EPOCH + Duration::from_millis(millis);
        let clock = [5_000, 5_000, 5_001, 4_000, 4_000, 5_001, 6_000];

        let ids = clock.iter().cycle().take(7_000).map(|millis| new_id(at(*millis))).collect::<Vec<_>>();

        assert!(ids.is_sorted());
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 7_000);
    }

    #[test]
    fn counting_over_the_last_bit_goes_on_with_the_next_millisecond() {
        let mut ids = Ids { millis: 9, tail: (1 << TAIL) - 1, pool: [0; POOL], left: 0 };

        let (seconds, nanos) = ids.next(9).get_timestamp().unwrap().to_unix();

        assert_eq!((seconds, nanos), (0, 10_000_000));
    }

    #[test]
    fn threads_make_ids_of_their_own() {
        let now = SystemTime::now();
        let make = move || (0..10_000).map(|_| new_id(now)).collect::<Vec<_>>();

        let threads = (0..4).map(|_| std::thread::spawn(make)).collect::<Vec<_>>();

        let ids = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<HashSet<_>>();
        assert_eq!(ids.len(), 40_000);
    }
}
