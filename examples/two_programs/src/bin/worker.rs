//! See the [library](two_programs), which both programs are parts of.

use std::process::ExitCode;

fn main() -> ExitCode {
    two_programs::worker::main()
}
