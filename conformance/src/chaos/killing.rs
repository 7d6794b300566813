//! Workers are killed.

use std::sync::Arc;

use super::Breakable;
use crate::rules::killing::handle_and_kill;
use crate::scene::Scene;

/// Two worker processes handle ten thousand messages; ten times, one is killed with SIGKILL and another one started.
pub async fn workers_that_are_killed_ten_times_lose_none_of_ten_thousand<B: Breakable>(
    scene: Arc<Scene<B>>,
    child_test: &'static str,
) {
    const KILLS: usize = 10;

    let again = handle_and_kill(&scene, child_test, 10_000, KILLS as u64).await;

    assert!(again <= KILLS * B::MOST_AGAIN, "{again} were handled again");
}
