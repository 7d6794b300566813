//! The README says what is true: its program, the program's output and the compiler's words are the real ones.

use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../README.md");

fn assert_quoted(what: &str, text: &str) {
    assert!(README.contains(text), "the README does not quote the {what}:\n{text}");
}

#[test]
fn the_program_is_the_example_and_prints_what_it_says() {
    let source = include_str!("../examples/first.rs");
    let (_, program) = source.split_once("\n\n").expect("a line of documentation and then the program");
    let tests = std::env::current_exe().expect("a test is a program");
    let target = tests.ancestors().nth(2).expect("it stands in target/<profile>/deps");

    let example = target.join("examples/first").with_extension(std::env::consts::EXE_EXTENSION);
    let output = Command::new(example).output().expect("`cargo test` builds the examples");

    assert!(output.status.success());
    assert_quoted("program", program);
    assert_quoted("output", &String::from_utf8(output.stdout).expect("text"));
    assert!(program.lines().count() <= 40, "the program is short");
}

#[test]
fn the_compile_error_is_the_compilers() {
    let stderr = include_str!("ui/bus/publishes_unrouted_event.stderr");

    assert_quoted("compile error", stderr);
}

#[test]
fn the_links_lead_somewhere() {
    let links = README.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
    for link in links.filter(|link| !link.starts_with("http")) {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(link).exists(), "{link} is not there");
    }
}
