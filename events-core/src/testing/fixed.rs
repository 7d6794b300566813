//! A clock that stands still, and ids that are counted.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

/// Fixes the clock and counts the ids of all envelopes that this thread makes, until the guard is dropped.
///
/// ```
/// use domain_events::{prelude::*, testing};
/// use std::time::{Duration, SystemTime};
///
/// #[derive(Debug, PartialEq, DomainEvent)]
/// struct OrderPlaced { order_id: u64 }
/// #[derive(Debug, PartialEq, DomainEvent)]
/// struct InvoiceSent { order_id: u64 }
///
/// let noon = SystemTime::UNIX_EPOCH + Duration::from_hours(12);
/// let clock = testing::fixed(noon);
///
/// let placed = OrderPlaced { order_id: 7 }.occurred();
/// clock.advance(Duration::from_mins(5));
/// let sent = placed.caused(InvoiceSent { order_id: 7 });
///
/// assert_eq!(placed.id().to_string(), "00000000-0000-7000-8000-000000000001");
/// assert_eq!(sent.id().to_string(), "00000000-0000-7000-8000-000000000002");
/// assert_eq!(placed.occurred_at(), noon);
/// assert_eq!(sent.occurred_at(), noon + Duration::from_mins(5));
/// ```
///
/// The ids have the form of UUID version 7, and each is greater than the one before it. Every envelope takes one, also one
/// whose time is given or is the event's own, which stay as they are. An event that a bus publishes to handlers that look at
/// the event alone has neither id nor time, and takes none.
///
/// As everything that can differ is fixed, whole envelopes can be compared: make the expected ones in the same order under a
/// guard of their own.
///
/// ```
/// use domain_events::{prelude::*, testing};
/// use domain_events::testing::Recorder;
/// use std::time::SystemTime;
///
/// #[derive(Debug, Clone, PartialEq, DomainEvent)]
/// struct OrderPlaced { order_id: u64 }
///
/// let recorder = Recorder::new();
/// {
///     let _clock = testing::fixed(SystemTime::UNIX_EPOCH);
///     let _ = recorder.publish_now(OrderPlaced { order_id: 7 });
/// }
///
/// let _clock = testing::fixed(SystemTime::UNIX_EPOCH);
/// assert_eq!(recorder.envelopes::<OrderPlaced>(), [OrderPlaced { order_id: 7 }.occurred()]);
/// ```
///
/// # Guards in guards
///
/// The guard that was made last is in force, with ids that start at 1 again. When it is dropped, the one before it goes on
/// where it stood, and after the last one the system's clock and random ids are back: also when a test panics, and whatever
/// the order in which guards are dropped. To let time pass within a test and keep its ids apart, use [`Fixed::advance`].
///
/// # Threads
///
/// Other threads see nothing of it. A future that publishes has to run on the thread of the guard: under `#[tokio::test]`
/// as it is, or under any runtime of one thread. What a test spawns on a runtime with several threads has the system's clock.
pub fn fixed(time: SystemTime) -> Fixed {
    let key = Rc::new(());
    let world = World { key: Rc::clone(&key), time, step: Duration::ZERO, ids: 0 };
    WORLDS.with_borrow_mut(|worlds| worlds.push(world));
    Fixed { key }
}

/// A guard that fixes the clock and the ids of its thread while it lives: what [`fixed`] gives. It cannot leave its thread.
#[derive(Debug)]
#[must_use = "the clock is fixed only as long as this lives: write `let _clock = …`"]
pub struct Fixed {
    /// An `Rc`, so that the guard stays on its thread.
    key: Rc<()>,
}

impl Fixed {
    /// Lets the clock go on by `step` after each envelope: the first one has the time as it was fixed, the second is one step
    /// later. Without it the step is zero.
    ///
    /// # Panics
    ///
    /// When an envelope is made, if that carries the clock past what a `SystemTime` can hold.
    pub fn advancing(self, step: Duration) -> Self {
        self.change(|world| world.step = step);
        self
    }

    /// Lets `time` pass: the next envelope is that much later. The ids are counted on.
    ///
    /// # Panics
    ///
    /// If that carries the clock past what a `SystemTime` can hold.
    pub fn advance(&self, time: Duration) {
        self.change(|world| world.advance(time));
    }

    fn change(&self, change: impl FnOnce(&mut World)) {
        WORLDS.with_borrow_mut(|worlds| {
            let own = worlds.iter_mut().find(|world| Rc::ptr_eq(&world.key, &self.key));
            change(own.expect("it is there until the guard is dropped"));
        });
    }
}

impl Drop for Fixed {
    fn drop(&mut self) {
        // At the end of a thread its worlds may be gone before a guard that outlives the thread's own function.
        let _ = WORLDS.try_with(|worlds| {
            worlds.borrow_mut().retain(|world| !Rc::ptr_eq(&world.key, &self.key));
        });
    }
}

/// The next id and time, if a guard fixes them on this thread.
pub(crate) fn fixed_id_and_time() -> Option<(Uuid, SystemTime)> {
    WORLDS.try_with(|worlds| worlds.borrow_mut().last_mut().map(World::next)).ok().flatten()
}

thread_local! {
    /// The worlds of this thread's guards; the last is in force.
    static WORLDS: RefCell<Vec<World>> = const { RefCell::new(Vec::new()) };
}

/// What a guard has fixed.
struct World {
    /// Shared with the guard, and with nobody else.
    key: Rc<()>,
    time: SystemTime,
    step: Duration,
    ids: u64,
}

impl World {
    /// Version and variant of a UUID of version 7, and zero in all bits of its own.
    const NO_ID: u128 = 0x0000_0000_0000_7000_8000_0000_0000_0000;

    fn next(&mut self) -> (Uuid, SystemTime) {
        if self.ids > 0 {
            self.advance(self.step);
        }
        self.ids += 1;
        (Uuid::from_u128(Self::NO_ID | u128::from(self.ids)), self.time)
    }

    fn advance(&mut self, time: Duration) {
        let later = self.time.checked_add(time);
        self.time = later.expect("the fixed clock stays within what a `SystemTime` can hold");
    }
}
