//! The example `shop`, run as its readers run it.
//!
//! `cargo test` builds the examples before it runs the tests; `cargo test --test example_shop` alone does not.

use std::env;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const VALID: &str = r#"{"order_id":"o-1","customer":{"name":"Ann","email":"ann@example.com"},"items":[{"sku":"MUG-01","name":"Mug","quantity":2,"unit_cents":1290}],"total_cents":2580,"currency":"EUR"}"#;

#[test]
fn without_an_argument_the_shipped_orders_are_placed_and_the_counts_add_up() {
    let output = shop(&[], b"");

    assert_eq!(output.status.code(), Some(0));
    let (table, reports) = texts(&output);
    assert_eq!(numbers(&table, ""), [200, 9, 191], "read, invalid, placed\n{table}");
    assert_eq!(numbers(&table, "order.placed"), [191]);
    assert_eq!(numbers(&table, "order.flagged"), [3]);
    assert_eq!(numbers(&table, "confirmation_email"), [188, 3], "handled, failed\n{table}");
    assert_eq!(numbers(&table, "reserve_inventory"), [188, 3]);
    assert_eq!(numbers(&table, "track_sale"), [191, 0]);
    assert_eq!(numbers(&table, "warehouse"), [191 + 3, 0]);
    assert_eq!(numbers(&table, "failures"), [6]);
    assert!(table.contains("188 e-mails sent, 191 parcels packed, 3 of them held"), "{table}");
    let bad_lines = reports.lines().filter_map(|line| line.strip_prefix("line ")?.split(':').next());
    assert!(bad_lines.eq(["17", "42", "58", "75", "118", "126", "149", "183", "191"]), "{reports}");
    assert!(reports.contains("\n  50 orders …\n") && reports.contains("\n  200 orders …\n"), "{reports}");
}

#[test]
fn an_invalid_line_of_standard_input_is_reported_by_its_number_and_the_rest_is_placed() {
    let output = shop(&[], format!("{VALID}\n{{\"order_id\":\"o-2\"}}\n").as_bytes());

    assert_eq!(output.status.code(), Some(0));
    let (table, reports) = texts(&output);
    assert!(reports.contains("line 2: missing field `customer`"), "{reports}");
    assert_eq!(numbers(&table, ""), [2, 1, 1], "{table}");
}

#[test]
fn blank_lines_are_counted_by_the_line_numbers_only() {
    let output = shop(&["-"], format!("\n  \r\n{VALID}\r\n\n]\n").as_bytes());

    let (table, reports) = texts(&output);
    assert!(reports.contains("line 5: "), "{reports}");
    assert_eq!(numbers(&table, ""), [2, 1, 1], "{table}");
}

#[test]
fn each_kind_of_invalid_line_says_what_is_wrong() {
    let lines: [(&[u8], &str); 6] = [
        (b"{\"order_id\":\"o-\xff\"}", "not UTF-8"),
        (b"{\"order_id\":", "EOF while parsing"),
        (VALID.replace("\"MUG-01\",", "\"MUG-01\"").leak().as_bytes(), "expected `,` or `}`"),
        (VALID.replace("2580", "-2580").leak().as_bytes(), "the total is negative: -2580 cents"),
        (
            VALID.replace("2580", "100").leak().as_bytes(),
            "the total is 100 cents, but the items come to 2580",
        ),
        (VALID.replace("EUR", "XYZ").leak().as_bytes(), "unknown variant `XYZ`"),
    ];

    for (line, message) in lines {
        let output = shop(&["-"], line);

        assert_eq!(output.status.code(), Some(0), "{message}");
        let (table, reports) = texts(&output);
        assert!(reports.contains("line 1: ") && reports.contains(message), "{message}\n{reports}");
        assert_eq!(numbers(&table, ""), [1, 1, 0], "{message}\n{table}");
    }
}

#[test]
fn an_order_whose_handlers_fail_is_placed() {
    let order = VALID.replace("@example.com", "@bounce.example").replace("MUG-01", "UNKNOWN");

    let output = shop(&["-"], order.as_bytes());

    let (table, _) = texts(&output);
    assert_eq!(numbers(&table, ""), [1, 0, 1], "{table}");
    assert_eq!(numbers(&table, "confirmation_email"), [0, 1], "{table}");
    assert_eq!(numbers(&table, "reserve_inventory"), [0, 1], "{table}");
    assert_eq!(numbers(&table, "warehouse"), [1, 0], "{table}");
    assert!(table.contains("order o-1: ") && table.contains("no mailbox at ann@bounce.example"), "{table}");
}

#[test]
fn a_dash_reads_standard_input_even_if_it_is_empty() {
    let output = shop(&["-"], b"");

    assert_eq!(output.status.code(), Some(0));
    let (table, _) = texts(&output);
    assert_eq!(numbers(&table, ""), [0, 0, 0], "{table}");
    assert_eq!(numbers(&table, "order.placed"), [0], "{table}");
}

#[test]
fn a_file_argument_is_read_and_standard_input_is_not() {
    let path = env::temp_dir().join(format!("example-shop-{}.jsonl", std::process::id()));
    fs::write(&path, VALID).unwrap();

    let output = shop(&[path.to_str().unwrap()], format!("{VALID}\n{VALID}\n").as_bytes());

    fs::remove_file(&path).unwrap();
    let (table, _) = texts(&output);
    assert_eq!(numbers(&table, ""), [1, 0, 1], "{table}");
}

#[test]
fn a_missing_file_is_named_and_the_exit_code_is_2() {
    let output = shop(&["no/such/orders.jsonl"], b"");

    assert_eq!(output.status.code(), Some(2));
    let (table, reports) = texts(&output);
    assert!(reports.contains("cannot read orders from `no/such/orders.jsonl`"), "{reports}");
    assert_eq!(table, "");
}

#[test]
fn help_tells_the_usage() {
    let output = shop(&["--help"], b"");

    assert_eq!(output.status.code(), Some(0));
    assert!(texts(&output).0.contains("Usage: cargo run --example shop"));
}

fn shop(arguments: &[&str], input: &[u8]) -> Output {
    example("shop", arguments, input)
}

fn example(name: &str, arguments: &[&str], input: &[u8]) -> Output {
    let program = program(name);
    let mut child = Command::new(&program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("{}: {error}; build it with `cargo build --example {name}`", program.display())
        });
    // Whoever does not read its input closes it, which is no failure of the test.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    child.wait_with_output().unwrap()
}

/// Examples lie beside the directory in which this test lies: `debug/examples` beside `debug/deps`.
fn program(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let profile = test.parent().and_then(|deps| deps.parent()).expect("a test lies in `deps`");
    profile.join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the example writes UTF-8");
    (text(&output.stdout), text(&output.stderr))
}

/// The numbers in the row of the table that starts with `label`; `""` is the row without a label, the orders.
fn numbers(table: &str, label: &str) -> Vec<usize> {
    table
        .lines()
        .find_map(|line| {
            let rest = line.strip_prefix(label).filter(|rest| rest.starts_with("  "))?;
            rest.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()
        })
        .unwrap_or_else(|| panic!("no row `{label}` in\n{table}"))
}

#[cfg(feature = "worker")]
#[test]
fn with_two_handlers_on_a_worker_all_orders_are_handled_and_the_bounces_are_set_aside() {
    let output = example("shop_with_worker", &[], b"");

    assert_eq!(output.status.code(), Some(0));
    let (table, _) = texts(&output);
    assert_eq!(numbers(&table, "reserve_inventory"), [188, 3], "handled, failed\n{table}");
    assert_eq!(numbers(&table, "forward"), [191, 0]);
    assert_eq!(numbers(&table, "failures"), [3], "of the bus alone\n{table}");
    assert!(table.contains("188 e-mails sent, 191 parcels packed, 3 of them held"), "{table}");
    assert!(table.contains("on the worker: 379 handled, 6 retried, 3 set aside"), "{table}");
    assert_eq!(table.matches("3 attempts: no mailbox at").count(), 3, "{table}");
}
