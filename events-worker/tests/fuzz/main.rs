//! Whatever a broker holds is read or given back. `cargo run --release -p events-worker --all-features --example fuzz` reads more of it.

mod mutation;
mod property;

// If nearly all were refused at the first look, the rest of the code would not be tried: hence the counts.

#[test]
fn a_hundred_thousand_broken_messages_in_binary_mode_are_read_or_given_back() {
    let outcomes = property::binary(0x5eed, 100_000);

    assert!(outcomes.read > 40_000 && outcomes.events > 5_000, "{outcomes:?}");
}

#[test]
fn a_hundred_thousand_broken_messages_in_structured_mode_are_read_or_refused() {
    let outcomes = property::structured(0x5eed, 100_000);

    assert!(outcomes.read > 40_000 && outcomes.events > 5_000, "{outcomes:?}");
}
