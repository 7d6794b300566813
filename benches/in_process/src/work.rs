//! What every handler does, and the count by which the sampler knows that every handler did it.

use std::cell::Cell;
use std::hint::black_box;

use crate::sampler::Handlers;

thread_local! {
    /// All contenders run on one thread. An atomic would cost more than the dispatch that is measured here.
    static TOTAL: Cell<u64> = const { Cell::new(0) };
}

/// The whole work of a handler: adds a field of the event to a total.
///
/// It is never inlined. Handlers that do something seldom are, and whether this one was would differ from contender to
/// contender, and from build to build.
///
/// # Panics
///
/// On 0, which no event here has. That it could is the point: where nothing can panic, the compiler removes `catch_unwind`,
/// and isolation would look free.
#[inline(never)]
pub fn handle(amount: u64) {
    let amount = black_box(amount);
    assert_ne!(amount, 0, "an order over nothing");
    TOTAL.set(TOTAL.get().wrapping_add(amount));
}

/// The sum of all that was handled on this thread so far.
#[must_use]
pub fn handled() -> u64 {
    TOTAL.get()
}

/// What `times` events, of the amounts 1, 2, 3 and so on, add to the total if every handler gets each of them once.
#[must_use]
pub fn expected(times: u32, handlers: Handlers) -> u64 {
    let times = u64::from(times);
    times * (times + 1) / 2 * handlers.count()
}

/// Lets queued handlers run until the total is `target`. Gives up in the end: the sampler says then what is missing.
pub async fn until_handled(target: u64) {
    const PATIENCE: u32 = 10_000_000;
    for _ in 0..PATIENCE {
        if handled() >= target {
            break;
        }
        tokio::task::yield_now().await;
    }
}
