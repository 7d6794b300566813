//! For tests of use cases and handlers: a publisher that remembers and a clock that stands still (feature `testing`).
//!
//! | what a test needs | what there is |
//! |---|---|
//! | a publisher for a use case, or a handler that watches a bus | [`Recorder`] |
//! | publications that fail | [`Recorder::failing`] |
//! | times and ids that are the same in each run | [`fixed`] |
//! | to wait for a publication of another task or thread | [`Recorder::until_published`], [`Recorder::wait_until_published`] |
//! | to wait for anything else | [`wait_until`] |
//!
//! A handler needs no kit: its methods are called as they are written. All of it is plain `std` and runs under any executor.
//! Turn the feature on where tests are built, and programs have nothing of it:
//!
//! ```toml
//! [dev-dependencies]
//! domain-events = { version = "0.1", features = ["testing"] }
//! ```

mod fixed;
mod recorder;
mod waiting;

pub use self::fixed::{Fixed, fixed};
pub use self::recorder::Recorder;
pub use self::waiting::{NotInTime, wait_until};

pub(crate) use self::fixed::fixed_id_and_time;
