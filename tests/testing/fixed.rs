//! Guards that fix the clock and the ids.

use std::thread;
use std::time::{Duration, SystemTime};

use domain_events::prelude::*;
use domain_events::testing::{Recorder, fixed};

use crate::{OrderCancelled, OrderPlaced, panic_of};

const NOON: SystemTime = SystemTime::UNIX_EPOCH;
const MINUTE: Duration = Duration::from_mins(1);

/// The last digits of an envelope's id, and its time from noon on.
fn seen<E>(envelope: &Envelope<E>) -> (String, Duration) {
    let id = envelope.id().to_string();
    let count = id.strip_prefix("00000000-0000-7000-8000-0000000000").unwrap_or("random");
    (count.to_owned(), envelope.occurred_at().duration_since(NOON).unwrap())
}

fn at(id: &str, minutes: u32) -> (String, Duration) {
    (id.to_owned(), MINUTE * minutes)
}

fn is_random(envelope: &Envelope<impl DomainEvent>) -> bool {
    envelope.id().get_version_num() == 7
        && seen(envelope).0 == "random"
        && envelope.occurred_at().elapsed().is_ok_and(|elapsed| elapsed < MINUTE)
}

#[test]
fn ids_are_counted_and_the_clock_stands_still() {
    let _clock = fixed(NOON);

    let first = OrderCancelled.occurred();
    let second = first.caused(OrderCancelled);

    assert_eq!(first.id().to_string(), "00000000-0000-7000-8000-000000000001");
    assert_eq!(seen(&first), at("01", 0));
    assert_eq!(seen(&second), at("02", 0));
    assert_eq!((second.correlation_id(), second.causation_id()), (first.id(), Some(first.id())));
}

#[test]
fn ids_are_valid_and_increase() {
    let _clock = fixed(NOON);

    let ids: Vec<_> = (0..300).map(|_| OrderCancelled.occurred().id()).collect();

    assert!(ids.is_sorted_by(|one, next| one < next));
    assert!(ids.iter().all(|id| id.get_version_num() == 7));
    assert!(ids.iter().all(|id| id.as_bytes()[8] >> 6 == 0b10), "the variant of RFC 9562");
}

#[test]
fn the_clock_goes_on_by_a_step_after_each_envelope() {
    let _clock = fixed(NOON).advancing(MINUTE);

    let times = [OrderCancelled.occurred(), OrderCancelled.occurred(), OrderCancelled.occurred()];

    assert_eq!(times.each_ref().map(seen), [at("01", 0), at("02", 1), at("03", 2)]);
}

#[test]
fn time_passes_on_request_and_ids_are_counted_on() {
    let clock = fixed(NOON);

    let first = OrderCancelled.occurred();
    clock.advance(5 * MINUTE);
    let second = OrderCancelled.occurred();

    assert_eq!([seen(&first), seen(&second)], [at("01", 0), at("02", 5)]);
}

#[test]
fn a_time_that_is_given_or_the_events_own_stays_and_an_id_is_taken() {
    #[derive(DomainEvent)]
    struct OrderShipped {
        #[event(occurred_at)]
        at: SystemTime,
    }
    let _clock = fixed(NOON + 9 * MINUTE);

    let given = OrderCancelled.occurred_at(NOON + MINUTE);
    let own = OrderShipped { at: NOON + 2 * MINUTE }.occurred();

    assert_eq!([seen(&given), seen(&own)], [at("01", 1), at("02", 2)]);
}

#[tokio::test]
async fn publications_on_this_thread_are_fixed() {
    let recorder = Recorder::new();
    let _clock = fixed(NOON);

    let _ = recorder.publish(OrderPlaced { order_id: 1 }).await;
    tokio::spawn({
        let recorder = recorder.clone();
        async move { recorder.publish(OrderPlaced { order_id: 2 }).await }
    })
    .await
    .unwrap()
    .into_result()
    .unwrap();

    assert_eq!(
        recorder.envelopes::<OrderPlaced>().iter().map(seen).collect::<Vec<_>>(),
        [at("01", 0), at("02", 0)]
    );
}

#[test]
fn whole_envelopes_can_be_compared() {
    let make = || {
        let _clock = fixed(NOON).advancing(MINUTE);
        let placed = OrderPlaced { order_id: 7 }.occurred();
        (placed.caused(OrderCancelled), placed)
    };

    assert_eq!(make(), make());
}

#[test]
fn the_systems_clock_and_random_ids_are_back_after_the_guard() {
    drop(fixed(NOON));

    assert!(is_random(&OrderCancelled.occurred()));
}

#[test]
fn a_guard_in_a_guard_starts_anew_and_the_outer_one_goes_on_where_it_stood() {
    let _outer = fixed(NOON).advancing(MINUTE);
    let first = OrderCancelled.occurred();

    let within = {
        let _inner = fixed(NOON + 30 * MINUTE);
        OrderCancelled.occurred()
    };
    let second = OrderCancelled.occurred();

    assert_eq!([seen(&first), seen(&within), seen(&second)], [at("01", 0), at("01", 30), at("02", 1)]);
}

#[test]
fn guards_may_be_dropped_in_any_order() {
    let outer = fixed(NOON);
    let inner = fixed(NOON + 30 * MINUTE);

    drop(outer);
    let within = OrderCancelled.occurred();
    drop(inner);

    assert_eq!(seen(&within), at("01", 30));
    assert!(is_random(&OrderCancelled.occurred()));
}

#[test]
fn an_outer_guard_can_be_changed_while_an_inner_one_is_in_force() {
    let outer = fixed(NOON);
    let inner = fixed(NOON + 30 * MINUTE);

    outer.advance(MINUTE);
    let within = OrderCancelled.occurred();
    drop(inner);

    assert_eq!([seen(&within), seen(&OrderCancelled.occurred())], [at("01", 30), at("01", 1)]);
}

#[test]
fn a_guard_is_gone_after_a_panic() {
    let text = panic_of(|| {
        let _clock = fixed(NOON);
        panic!("the test fails");
    });

    assert_eq!(text, "the test fails");
    assert!(is_random(&OrderCancelled.occurred()));
}

#[test]
fn a_clock_that_runs_out_panics_and_the_guard_can_be_dropped() {
    let text = panic_of(|| {
        let clock = fixed(NOON);
        clock.advance(Duration::MAX);
    });

    assert!(text.contains("the fixed clock stays within what a `SystemTime` can hold"), "{text}");
    assert!(is_random(&OrderCancelled.occurred()));
}

#[test]
fn other_threads_have_the_systems_clock_or_their_own_guard() {
    let _clock = fixed(NOON);

    let (elsewhere, guarded) = thread::spawn(|| {
        let elsewhere = OrderCancelled.occurred();
        let _clock = fixed(NOON + MINUTE);
        (elsewhere, OrderCancelled.occurred())
    })
    .join()
    .unwrap();

    assert!(is_random(&elsewhere));
    assert_eq!(seen(&guarded), at("01", 1));
    assert_eq!(seen(&OrderCancelled.occurred()), at("01", 0));
}

#[test]
fn a_guard_that_outlives_its_threads_function_harms_nothing() {
    use std::cell::RefCell;
    thread_local!(static KEPT: RefCell<Option<domain_events::testing::Fixed>> = const { RefCell::new(None) });

    let ended = thread::spawn(|| KEPT.set(Some(fixed(NOON)))).join();

    assert!(ended.is_ok());
}

#[test]
fn events_of_which_nobody_sees_the_envelope_take_no_id() {
    #[handler]
    fn count_order(_: &OrderPlaced) {}
    #[derive(EventBus)]
    struct Shop {
        #[on(OrderPlaced)]
        count: CountOrder,
    }
    let _clock = fixed(NOON);

    let receipt = Shop { count: CountOrder }.publish_now(OrderPlaced { order_id: 1 });

    assert!(receipt.is_ok());
    let taken = if cfg!(feature = "tracing") { "02" } else { "01" }; // traces show the id
    assert_eq!(seen(&OrderCancelled.occurred()).0, taken);
}
