//! Prints what `cargo check` costs for a program of n events: written by hand, and with the macros.
//!
//! `cargo run --release -- 100 300` for some n only; with `--keep` the programs of the last n stay, to be profiled.

mod check;
mod programs;
mod table;

use std::path::Path;

use anyhow::{Context, Result};

use crate::check::Checked;
use crate::programs::Style;
use crate::table::Row;

const SIZES: [usize; 3] = [100, 300, 1000];

fn main() -> Result<()> {
    let (keep, sizes): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|argument| argument == "--keep");
    let sizes = sizes_of(&sizes)?;
    let facade = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let scratch = std::env::temp_dir().join(format!("compile-time-{}", std::process::id()));
    let rows = measure(&sizes, &facade, &scratch);
    if keep.is_empty() {
        // What was measured is worth more than what is left in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&scratch);
    } else {
        eprintln!("the programs are in {}", scratch.display());
    }
    println!("{}\n\n{}", check::compiler()?, table::render(&rows?));
    Ok(())
}

fn sizes_of(arguments: &[String]) -> Result<Vec<usize>> {
    let sizes =
        arguments.iter().map(|it| it.parse().with_context(|| format!("`{it}` is not a number of events")));
    let sizes = sizes.collect::<Result<Vec<_>>>()?;
    Ok(if sizes.is_empty() { SIZES.to_vec() } else { sizes })
}

fn measure(sizes: &[usize], facade: &Path, scratch: &Path) -> Result<Vec<Row>> {
    let one = |n: usize| -> Result<Row> {
        programs::write(n, facade, scratch)?;
        let checked = |style: Style| -> Result<Checked> {
            eprintln!("checking {n} events, {}", style.package());
            check::best_of(if n <= 300 { 3 } else { 2 }, style, scratch)
        };
        Ok(Row {
            n,
            by_hand: checked(Style::ByHand)?,
            typed: checked(Style::Typed)?,
            direct: checked(Style::TypedDirect)?,
        })
    };
    sizes.iter().copied().map(one).collect()
}
