//! domain-events beside other ways to publish one event to several handlers in process. See the README.

mod contenders;

use in_process_bench::sampler::{self, Missed};

#[cfg(feature = "allocations")]
mod allocations;

fn main() -> Result<(), Missed> {
    let mut contenders = sampler::in_all_sizes(contenders::ALL);

    #[cfg(feature = "allocations")]
    println!("{}", allocations::markdown(&mut contenders)?);
    #[cfg(not(feature = "allocations"))]
    println!("{}", in_process_bench::table::markdown(&sampler::measure(&mut contenders)?));
    Ok(())
}
