//! What production does to brokers, connections and processes.
#![expect(clippy::missing_panics_doc, reason = "a test that fails panics")]

mod breaking;
mod cutting;
mod killing;
mod poison;
mod proxy;
mod publishers;
mod publishing;
mod server;
mod tally;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use self::proxy::Proxy;
pub use self::server::restart;
use crate::Harness;
use crate::scene::{Scene, hold_within};

/// A broker that tests may break. An adapter's tests implement it beside [`Harness`] and hand it to [`chaos!`](crate::chaos).
pub trait Breakable: Harness {
    /// How long one of these tests may take. Five minutes if nothing is said.
    const LONG: Duration = Duration::from_mins(5);

    /// How many messages are handled again at most, after one break: those that one consumer holds, and those whose
    /// acknowledgement had not reached the broker.
    const MOST_AGAIN: usize;

    /// Kills the broker, starts it again with what it has on its disk, and returns when it is ready.
    fn restart(&self) -> impl Future<Output = ()> + Send;

    /// Where a [`Proxy`] to the broker listens and where it connects to. A port of zero is any that is free.
    fn proxied(&self) -> (SocketAddr, SocketAddr);

    /// Connects a client of its own through the proxy that listens there.
    fn connect_through(&self, proxy: SocketAddr) -> impl Future<Output = Self::Transport> + Send;
}

/// Writes one test for each break, which holds the transport of a [`Breakable`] to the contract while it happens:
/// `conformance::chaos!(RabbitMqHarness);`
///
/// It is written once, in a test file of its own: the tests run one after the other, as each of them breaks the broker of all.
#[macro_export]
macro_rules! chaos {
    ($harness:ty) => {
        $crate::__chaos_tests! {
            $harness:
                a_broker_that_is_restarted_while_ten_thousand_are_published_loses_none
                a_broker_that_is_restarted_while_ten_thousand_are_handled_loses_none
                connections_that_are_cut_at_random_lose_none_of_ten_thousand
                a_message_that_panics_each_time_is_set_aside_and_all_others_are_handled
        }

        #[test]
        fn workers_that_are_killed_ten_times_lose_none_of_ten_thousand() {
            let worker = $crate::__child!("worker_process");
            $crate::chaos_rules::survive::<$harness, _>(
                "workers_that_are_killed_ten_times_lose_none_of_ten_thousand",
                |scene| {
                    $crate::chaos_rules::workers_that_are_killed_ten_times_lose_none_of_ten_thousand(
                        scene, worker,
                    )
                },
            );
        }

        #[test]
        fn a_publisher_that_is_killed_before_its_confirms_come_loses_none() {
            let publisher = $crate::__child!("publisher_process");
            $crate::chaos_rules::survive::<$harness, _>(
                "a_publisher_that_is_killed_before_its_confirms_come_loses_none",
                |scene| {
                    $crate::chaos_rules::a_publisher_that_is_killed_before_its_confirms_come_loses_none(
                        scene, publisher,
                    )
                },
            );
        }

        #[test]
        #[ignore = "it is what a worker process of the suite runs"]
        fn worker_process() {
            $crate::rules::killing::work_until_killed::<$harness>();
        }

        #[test]
        #[ignore = "it is what a publisher process of the suite runs"]
        fn publisher_process() {
            $crate::chaos_rules::publish_until_killed::<$harness>();
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __chaos_tests {
    ($harness:ty: $($rule:ident)+) => {
        $(
            #[test]
            fn $rule() {
                $crate::chaos_rules::survive::<$harness, _>(stringify!($rule), $crate::chaos_rules::$rule);
            }
        )+
    };
}

/// The path of a test of this module, as the test executable knows it.
#[doc(hidden)]
#[macro_export]
macro_rules! __child {
    ($name:literal) => {{
        const PATH: &str = concat!(module_path!(), "::", $name);
        PATH.split_once("::").expect("a path has a crate").1
    }};
}

/// What [`chaos!`](crate::chaos) calls.
#[doc(hidden)]
pub mod chaos_rules {
    pub use super::breaking::{
        a_broker_that_is_restarted_while_ten_thousand_are_handled_loses_none,
        a_broker_that_is_restarted_while_ten_thousand_are_published_loses_none,
    };
    pub use super::cutting::connections_that_are_cut_at_random_lose_none_of_ten_thousand;
    pub use super::killing::workers_that_are_killed_ten_times_lose_none_of_ten_thousand;
    pub use super::poison::a_message_that_panics_each_time_is_set_aside_and_all_others_are_handled;
    pub use super::publishing::{
        a_publisher_that_is_killed_before_its_confirms_come_loses_none, publish_until_killed,
    };
    pub use super::survive;
}

/// Runs one test, while no other one of this process breaks the broker.
pub fn survive<B, R>(rule: &'static str, run: impl FnOnce(Arc<Scene<B>>) -> R)
where
    B: Breakable,
    R: Future<Output = ()> + Send + 'static,
{
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    hold_within::<B, R>(B::LONG, rule, run);
}
