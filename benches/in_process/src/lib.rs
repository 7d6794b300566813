//! What a publication in process costs: contenders that publish the same event to handlers that do the same work, and a
//! sampler that takes them in turns, so that whatever else the machine does hits them alike.
//!
//! ```console
//! cargo run --release -p in-process-bench -- --svg in_process.svg
//! ```
//!
//! `benches/peers` uses the same sampler for other crates.

pub mod contenders;
pub mod plot;
pub mod sampler;
pub mod table;
pub mod work;
