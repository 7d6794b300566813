//! What is said on the console, and what is asked on the command line.

use std::env;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// The file that is named on the command line, if one is. `Err` is how the program ends.
pub(crate) fn file_named(help: &str) -> Result<Option<OsString>, ExitCode> {
    let mut arguments = env::args_os().skip(1);
    match (arguments.next(), arguments.next()) {
        (Some(asked), _) if asked == "--help" || asked == "-h" => Err(print(help)),
        (_, Some(_)) => Err(refuse("more than one file is named; `--help` tells the usage")),
        (named, None) => Ok(named),
    }
}

/// For people who watch: bad lines and progress. That nobody reads them any more (`2>&1 | head`) is no reason to stop.
pub(crate) fn tell(what: impl Display) {
    let _ = writeln!(io::stderr(), "{what}");
}

pub(crate) fn print(report: &str) -> ExitCode {
    match writeln!(io::stdout(), "{}", report.trim_end()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => refuse(error),
        _ => ExitCode::SUCCESS,
    }
}

pub(crate) fn refuse(why: impl Display) -> ExitCode {
    tell(format_args!("shop: {why}"));
    ExitCode::from(2)
}
