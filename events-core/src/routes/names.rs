//! That no two events of a bus have one name.

/// The names of a bus's events, each of them once: a hash table of `SLOTS` slots, filled while the bus compiles.
pub struct EventNames<const SLOTS: usize>([&'static str; SLOTS]);

impl<const SLOTS: usize> EventNames<SLOTS> {
    /// No names yet. An event's name is never empty, so that an empty slot is an empty text.
    #[must_use]
    pub const fn new() -> Self {
        Self([""; SLOTS])
    }

    /// Adds the name of one more event.
    ///
    /// # Panics
    ///
    /// If another event has it: a compile error at the event, as this runs in a constant.
    #[must_use]
    #[track_caller]
    pub const fn with(mut self, name: &'static str) -> Self {
        if name.is_empty() {
            return self; // it is no event, and that has been said
        }
        let mut slot = hash(name.as_bytes()) % SLOTS;
        while !self.0[slot].is_empty() {
            assert!(
                !equal(self.0[slot].as_bytes(), name.as_bytes()),
                "another event of this bus has the same name: give one of them a name of its own with `#[event(name = \"…\")]`"
            );
            slot = (slot + 1) % SLOTS;
        }
        self.0[slot] = name;
        self
    }
}

impl<const SLOTS: usize> Default for EventNames<SLOTS> {
    fn default() -> Self {
        Self::new()
    }
}

/// FNV-1a: a constant cannot use the standard library's hashers.
pub(super) const fn hash(bytes: &[u8]) -> usize {
    let mut hash: u32 = 0x811c_9dc5;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash as usize
}

pub(crate) const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}
