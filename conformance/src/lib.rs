#![doc = include_str!("../README.md")]

mod events;
mod harness;
mod ledger;
#[doc(hidden)]
pub mod rules;
mod scene;
mod suite;

pub use crate::harness::{Capabilities, Capability, Harness, Namespace};
#[doc(hidden)]
pub use crate::scene::{Scene, hold};
