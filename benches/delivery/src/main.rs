//! Measures messages end to end, side by side in one run, and prints a Markdown table. Fails below 0.8 of the loop by hand.

mod contenders;
mod work;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};

use self::contenders::{ByHand, CodecAlone, Contender, OnAWorker};

const ROUNDS: usize = 31;
const MESSAGES: u64 = 20_000;
const LEAST: f64 = 0.8;

fn main() -> ExitCode {
    let mut ratios = Vec::new();
    for (title, runtime) in [("one thread", one_thread as fn() -> Runtime), ("two threads", two_threads)] {
        let [codec, by_hand, ours] = measure(runtime);
        println!(
            "| {title} | messages per second | ns per message | allocations per message |\n|---|--:|--:|--:|"
        );
        for measured in [&codec, &by_hand, &ours] {
            println!(
                "| {} | {:.0} | {:.0} | {:.1} |",
                measured.name,
                1e9 / measured.nanos,
                measured.nanos,
                measured.allocations
            );
        }
        let ratio = by_hand.nanos / ours.nanos;
        println!(
            "\nThrough a worker: {ratio:.2} of the loop by hand; the codec is {:.0} % of it.\n",
            100.0 * codec.nanos / ours.nanos
        );
        ratios.push(ratio);
    }
    if ratios.iter().all(|ratio| *ratio >= LEAST) {
        return ExitCode::SUCCESS;
    }
    eprintln!("a worker has to reach at least {LEAST} of the loop by hand");
    ExitCode::FAILURE
}

struct Measured {
    name: &'static str,
    nanos: f64,
    allocations: f64,
}

fn one_thread() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime starts")
}

fn two_threads() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_time().build().expect("a runtime starts")
}

/// In turns, so that whatever else the machine does meets all of them.
fn measure(runtime: fn() -> Runtime) -> [Measured; 3] {
    let mut samples = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for (samples, time) in samples.iter_mut().zip([time::<CodecAlone>, time::<ByHand>, time::<OnAWorker>])
        {
            samples.push(time(runtime));
        }
    }
    let [codec, by_hand, ours] = samples.map(median);
    [
        Measured { name: CodecAlone::NAME, nanos: codec, allocations: allocations::<CodecAlone>() },
        Measured { name: ByHand::NAME, nanos: by_hand, allocations: allocations::<ByHand>() },
        Measured { name: OnAWorker::NAME, nanos: ours, allocations: allocations::<OnAWorker>() },
    ]
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

/// Nanoseconds per message, from the first that is sent to the last that is handled.
fn time<C: Contender + 'static>(runtime: fn() -> Runtime) -> f64 {
    runtime().block_on(async {
        let contender = C::start().await;
        let (elapsed, contender) = run(contender).await;
        contender.stop().await;
        #[expect(clippy::cast_precision_loss, reason = "of a few thousand")]
        let messages = MESSAGES as f64;
        elapsed.as_secs_f64() * 1e9 / messages
    })
}

async fn run<C: Contender>(contender: C) -> (Duration, C) {
    let (before, cents) = work::handled();
    let begun = Instant::now();
    for number in 0..MESSAGES {
        contender.send(number).await;
    }
    while work::handled().0 < before + MESSAGES {
        tokio::task::yield_now().await;
    }
    let elapsed = begun.elapsed();
    let expected = MESSAGES * (MESSAGES - 1) / 2;
    assert_eq!(work::handled(), (before + MESSAGES, cents + expected), "{} handles each once", C::NAME);
    (elapsed, contender)
}

/// On one thread, so that all of them are seen.
fn allocations<C: Contender + 'static>() -> f64 {
    let runtime = one_thread();
    let contender = runtime.block_on(C::start());
    let (_, contender) = runtime.block_on(run(contender)); // what is allocated once is there now
    let mut rest = None;
    let counted = allocation_counter::measure(|| rest = Some(runtime.block_on(run(contender)).1));
    if let Some(contender) = rest {
        runtime.block_on(contender.stop());
    }
    #[expect(clippy::cast_precision_loss, reason = "of a few thousand")]
    let each = counted.count_total as f64 / MESSAGES as f64;
    each
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_through_a_worker_allocates_at_most_five_times_more_than_by_hand() {
        let (by_hand, ours) = (allocations::<ByHand>(), allocations::<OnAWorker>());

        assert!(ours <= by_hand + 5.0, "{ours:.1} allocations per message, and {by_hand:.1} by hand");
    }
}
