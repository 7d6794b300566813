//! Measures, prints a Markdown table, and with `--svg <file>` draws it.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use in_process_bench::{contenders, plot, sampler, table};

fn main() -> Result<(), Box<dyn Error>> {
    let svg = svg_asked_for()?;
    let measured = sampler::measure(&mut sampler::in_all_sizes(contenders::ALL))?;

    println!("{}", table::markdown(&measured));
    if let Some(file) = svg {
        // Queues and tasks would make all other bars too short to be told apart; they stand in the table.
        let calls =
            measured.into_iter().filter(|it| !it.contender.ends_with("background")).collect::<Vec<_>>();
        fs::write(&file, plot::svg("Publishing one event in process", &calls))
            .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    }
    Ok(())
}

fn svg_asked_for() -> Result<Option<PathBuf>, String> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => Ok(None),
        ["--svg", file] => Ok(Some(file.into())),
        _ => Err(format!("usage: in-process-bench [--svg <file>], not {arguments:?}")),
    }
}
