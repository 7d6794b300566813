//! Counts the instructions of one publication to four handlers, under valgrind's callgrind, and fails if they are more than they
//! may be: `cargo run --release -p instructions`. The counts are the same on each run, whatever else the machine does.
//!
//! With the name of a way to publish and a number it publishes so many times, and is what callgrind looks at.

mod callgrind;
mod shops;

use std::error::Error;
use std::process::ExitCode;

use crate::shops::Way;

/// A way to publish, what it is held against, and how many times as many instructions it may take.
const LIMITS: [(Way, Way, f64); 3] = [
    (Way::Propagated, Way::ByHand, 1.05),
    (Way::Isolated, Way::ByHand, 1.5),
    // Who takes `&Envelope` pays for an id and a time; who does not, does not.
    (Way::Isolated, Way::Enveloped, 0.95),
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    match &arguments[..] {
        [] => gate(),
        [way, times] => {
            let way = Way::ALL.into_iter().find(|it| it.name() == way).ok_or("no such way to publish")?;
            way.publish(times.parse()?);
            Ok(ExitCode::SUCCESS)
        }
        _ => Err("usage: instructions [<way> <times>]".into()),
    }
}

fn gate() -> Result<ExitCode, Box<dyn Error>> {
    let counted = Way::ALL.map(|way| callgrind::instructions_of(way).map(|count| (way, count)));
    let counted = counted.into_iter().collect::<Result<Vec<_>, _>>()?;
    println!("| instructions per publication, four handlers | |\n|---|--:|");
    for (way, count) in &counted {
        println!("| {} | {count:.0} |", way.title());
    }
    let count = |way| counted.iter().find(|(it, _)| *it == way).map_or(f64::NAN, |(_, count)| *count);
    let mut code = ExitCode::SUCCESS;
    for (way, other, limit) in LIMITS {
        let ratio = count(way) / count(other);
        let verdict = if ratio <= limit { "holds" } else { "is broken" };
        println!("\n{}: {ratio:.3} times {}; the limit of {limit} {verdict}", way.title(), other.title());
        if ratio.is_nan() || ratio > limit {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}
