#![doc = include_str!("../README.md")]

mod chaos;
mod events;
mod harness;
mod ledger;
#[doc(hidden)]
pub mod rules;
mod scene;
mod suite;

#[doc(hidden)]
pub use crate::chaos::chaos_rules;
pub use crate::chaos::{Breakable, Proxy, restart};
pub use crate::harness::{Capabilities, Capability, Harness, Namespace};
#[doc(hidden)]
pub use crate::scene::{Scene, hold};
