//! The figures mean something only if every handler ran.

use in_process_bench::sampler::{self, Contender, Handlers};
use in_process_bench::{contenders, work};

#[test]
fn every_contender_runs_every_handler_with_every_event() {
    for mut contender in sampler::in_all_sizes(contenders::ALL) {
        contender.time(100).unwrap();
    }
}

#[test]
fn a_handler_that_is_left_out_is_noticed() {
    let mut forgetful = Contender::new("forgetful", Handlers::Four, |times| {
        (1..=times).for_each(|n| (0..3).for_each(|_| work::handle(n.into())));
    });

    let missed = forgetful.time(2).unwrap_err();

    assert_eq!(
        missed.to_string(),
        "`forgetful` with 4 handlers: they added up 9, not 12; its figures would say nothing"
    );
}
