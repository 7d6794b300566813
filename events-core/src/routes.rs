//! What a bus proves of its routes while it compiles. All of it is for the code that the derive writes.

use crate::{DomainEvent, EventDescriptor, Handler};

/// `F`, a field of a bus, lists this event in its `#[on(…)]`. A tuple is listed if all of its elements are.
#[diagnostic::on_unimplemented(
    message = "the handler in field `{F}` also handles `{Self}`, which its `#[on(…)]` leaves out",
    label = "`{Self}` is missing in `#[on(…)]`",
    note = "add `{Self}` to `#[on(…)]`: a handler method that no route leads to would never run"
)]
pub trait Listed<F> {}

macro_rules! listed_together {
    ($($event:ident)*) => {
        impl<F, $($event: Listed<F>),*> Listed<F> for ($($event,)*) {}
        listed_together!(@shorter $($event)*);
    };
    (@shorter) => {};
    (@shorter $first:ident $($event:ident)*) => { listed_together!($($event)*); };
}

listed_together!(A B C D E0 G H I J K L M N O P Q);

/// The handler in field `F` handles `E`, and nothing that the field leaves out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle `{E}`",
    label = "`{Self}` has no handler method for `{E}`",
    note = "write a method `fn …(&self, event: &{E})` in a `#[handler]` block of `{Self}`, or remove `{E}` from `#[on(…)]`"
)]
pub trait Subscribed<E: DomainEvent, F>: Handler<E> {}

impl<E: DomainEvent, F, H: Handler<E>> Subscribed<E, F> for H where H::Events: Listed<F> {}

/// Asks the compiler for a proof.
pub const fn handles<H: Handler<E>, E: DomainEvent>() {}

/// Asks the compiler for a proof.
pub const fn subscribed<H: Subscribed<E, F>, E: DomainEvent, F>() {}

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
const fn hash(bytes: &[u8]) -> usize {
    let mut hash: u32 = 0x811c_9dc5;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash as usize
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
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

macro_rules! route_to_nowhere {
    ($($(#[doc = $doc:literal])+ $event:ident;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub enum $event {}

        #[diagnostic::do_not_recommend]
        impl DomainEvent for $event {
            const NAME: &'static str = "";
            const VERSION: u32 = 0;
            const DESCRIPTOR: EventDescriptor = EventDescriptor::new("", 0, &[], "");
        }
    )+};
}

route_to_nowhere! {
    /// An event that cannot be. Each bus routes it and [`NeverRouted`], so that no bus has a single route: of a single
    /// route the compiler would take the event as the type that the argument must have, and report a wrong event as
    /// "mismatched types" instead of naming the missing route.
    NeverPublished;
    /// The second event that cannot be; one alone would be taken for the single route of a bus whose other routes do
    /// not hold.
    NeverRouted;
}
