//! What does not start.

use super::*;

#[tokio::test]
#[should_panic(expected = "room for at least one event")]
async fn no_capacity_is_refused() {
    let _ = Background::spawn(Gated::closed(), 0);
}

#[test]
#[should_panic(expected = "at least one event at a time")]
fn no_concurrency_is_refused() {
    let _ = Background::builder(Gated::closed()).concurrency(0);
}

#[test]
#[should_panic(expected = "must be called from the context of a Tokio 1.x runtime")]
fn without_a_runtime_nothing_starts() {
    let _ = Background::spawn(Gated::closed(), 1);
}

#[test]
#[should_panic(expected = "timers are disabled")]
fn without_timers_nothing_starts() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async { drop(Background::spawn(Gated::closed(), 1)) });
}
