//! Which part of a partitioned group a message belongs to.

/// How many slots there are: so many partitions a group may have.
pub(crate) const SLOTS: u32 = 64;

/// The slot of a key: its CRC-32, as of zlib and Ethernet, modulo 64. It is on the wire, and never changes.
pub(crate) fn of(key: &str) -> u32 {
    crc32(key.as_bytes()) % SLOTS
}

/// The slot of what has no key: any, so that they spread.
pub(crate) fn any() -> u32 {
    fastrand::u32(..SLOTS)
}

/// Keys are short: a table would be longer than the time it saves.
fn crc32(bytes: &[u8]) -> u32 {
    const REVERSED_POLYNOMIAL: u32 = 0xEDB8_8320;
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { REVERSED_POLYNOMIAL } else { 0 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_slot_of_a_key_never_changes() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926, "the check value of CRC-32");
        let expected = [
            ("", 0),
            ("a", 3),
            ("o-1", 26),
            ("größe", 9),
            ("customer-42", 21),
            ("order-0", 57),
            ("order-1", 47),
        ];
        for (key, slot) in expected {
            assert_eq!(of(key), slot, "{key}");
        }
    }

    #[test]
    fn keys_that_differ_in_a_number_spread_over_all_slots() {
        let slots = (0..1_000).map(|number| of(&format!("order-{number}"))).collect::<HashSet<_>>();

        assert_eq!(slots.len(), 64);
    }

    #[test]
    fn what_has_no_key_spreads_over_all_slots() {
        let slots = (0..10_000).map(|_| any()).collect::<HashSet<_>>();

        assert_eq!(slots.len(), 64);
        assert!(slots.iter().all(|slot| *slot < SLOTS));
    }
}
