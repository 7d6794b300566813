//! The contract, a rule a function. Each panics if the transport does not hold it.

pub mod content;
pub mod dead_letters;
pub mod declaring;
pub mod delivery;
pub mod killing;
pub mod order;
pub mod retry;
pub mod settling;
pub mod stopping;
