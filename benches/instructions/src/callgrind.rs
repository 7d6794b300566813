//! Runs this program under callgrind.

use std::error::Error;
use std::process::Command;

use crate::shops::Way;

/// The instructions of one publication: what a thousand more cost, by the thousand.
pub(crate) fn instructions_of(way: Way) -> Result<f64, Box<dyn Error>> {
    const TIMES: u32 = 1000;
    let (once, twice) = (collected(way, TIMES)?, collected(way, 2 * TIMES)?);
    let more = u32::try_from(twice.saturating_sub(once))?;
    Ok(f64::from(more) / f64::from(TIMES))
}

fn collected(way: Way, times: u32) -> Result<u64, Box<dyn Error>> {
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args([way.name(), &times.to_string()])
        .output()
        .map_err(|error| {
            format!("valgrind does not start ({error}): install it, `apt-get install valgrind`")
        })?;
    let report = String::from_utf8_lossy(&run.stderr);
    let collected = report.lines().find_map(|line| line.split_once("Collected : "));
    match collected {
        Some((_, count)) if run.status.success() => Ok(count.trim().parse()?),
        _ => Err(format!("callgrind failed:\n{report}").into()),
    }
}
