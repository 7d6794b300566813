//! Reads broken messages: `cargo run --release -p events-worker --all-features --example fuzz -- 10000000 42` (how many, and the seed).

use std::time::Instant;

#[path = "../tests/fuzz/mutation.rs"]
mod mutation;
#[path = "../tests/fuzz/property.rs"]
mod property;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse().expect("a whole number"));
    let rounds = arguments.next().unwrap_or(200_000);
    let seed = arguments.next().unwrap_or(0x5eed);
    let start = Instant::now();
    let (binary, structured) =
        (property::binary(seed, rounds / 2), property::structured(seed, rounds - rounds / 2));
    println!("{rounds} messages in {:.1?} (seed {seed})", start.elapsed());
    println!("in binary mode: {binary:?}; structured: {structured:?}");
}
