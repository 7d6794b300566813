//! The list of rules, and the macro that makes a test of each.

/// Writes one test for each rule of the contract, which holds the transport of a [`Harness`](crate::Harness) to it:
/// `conformance::suite!(InMemoryHarness);`
///
/// It is written once in a module: the tests are named after the rules.
#[macro_export]
macro_rules! suite {
    ($harness:ty) => {
        $crate::__for_each_rule! { [$crate::__tests] { $harness } }

        #[test]
        fn a_worker_process_that_is_killed_loses_nothing() {
            const WORKER: &str = concat!(module_path!(), "::worker_process");
            let (_, worker) = WORKER.split_once("::").expect("a path has a crate");
            $crate::hold::<$harness, _>("a_worker_process_that_is_killed_loses_nothing", |scene| {
                $crate::rules::killing::a_worker_process_that_is_killed_loses_nothing(scene, worker)
            });
        }

        #[test]
        #[ignore = "it is what a worker process of the suite runs"]
        fn worker_process() {
            $crate::rules::killing::work_until_killed::<$harness>();
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tests {
    ({ $harness:ty } $($module:ident: $($rule:ident)+;)+) => {
        $($(
            #[test]
            fn $rule() {
                $crate::hold::<$harness, _>(stringify!($rule), $crate::rules::$module::$rule);
            }
        )+)+
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __for_each_rule {
    ([$($callback:tt)+] { $($given:tt)* }) => {
        $($callback)+! {
            { $($given)* }
            delivery:
                what_is_sent_to_a_group_waits_for_its_first_consumer
                of_five_thousand_events_from_fifty_publishers_ten_workers_lose_none
                events_never_mix
                each_group_gets_all_messages
                a_message_that_is_sent_twice_has_one_id
                what_is_sent_to_one_group_comes_to_no_other
                a_handler_slower_than_the_brokers_deadline_handles_once;
            settling:
                the_attempt_grows_with_each_retry
                a_delivery_that_is_dropped_comes_again
                a_delivery_that_is_released_comes_again_as_if_it_had_not_come
                a_delivery_that_is_acknowledged_does_not_come_again
                prefetch_bounds_what_is_held
                deliveries_that_are_closed_give_back_what_nobody_has_taken;
            order:
                a_message_that_is_held_holds_back_its_key_alone
                a_message_that_waits_for_its_retry_holds_back_its_key_alone
                messages_of_a_key_are_handled_in_order_by_ten_workers
                messages_of_a_key_keep_their_order_when_some_fail;
            retry:
                a_message_whose_handler_fails_comes_again
                a_handler_that_panics_is_tried_again
                a_retry_does_not_come_before_its_delay
                a_retry_does_not_come_before_its_error_allows;
            dead_letters:
                a_message_that_always_fails_is_set_aside_with_all_it_came_with
                a_permanent_error_sets_aside_at_once
                a_body_that_does_not_decode_is_set_aside_at_once
                a_newer_version_is_set_aside_at_once
                an_event_that_the_handler_does_not_know_is_set_aside_at_once
                what_is_no_message_is_set_aside_at_once_as_it_came
                dead_letters_that_are_replayed_come_to_their_group_alone
                dead_letters_that_are_not_chosen_stay
                dead_letters_that_fail_again_are_replayed_once;
            content:
                a_body_may_be_empty
                a_body_may_have_a_mebibyte
                headers_may_be_in_any_script
                headers_survive_a_retry
                what_is_no_message_survives_a_retry;
            declaring:
                a_group_may_be_declared_again
                a_group_of_another_order_differs
                in_any_order_nothing_is_held_back
                to_send_to_an_unknown_group_is_an_error
                how_many_wait_is_told;
            stopping:
                a_stop_finishes_what_runs_and_gives_back_the_rest
                what_a_stop_cuts_off_comes_again
                a_worker_may_stop_and_start_again
                a_closed_transport_is_an_error_that_names_it
                what_a_closed_transport_has_not_settled_comes_to_another;
        }
    };
}
