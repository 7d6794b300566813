//! `MISTAKES.md`, the catalogue of mistakes: what was written, what the compiler says, the fix. It is made from the cases under
//! `tests/ui`, so that it cannot say anything else than the compiler does.
//!
//! `MISTAKES=overwrite cargo test --test mistakes` writes it anew.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const INTRODUCTION: &str = "\
# The catalogue of mistakes

Each mistake that the macros and the types catch, with the compiler's own words. All of them show in `cargo check` and in an
editor. This page is made from the cases under `tests/ui` by a test.
";

#[test]
fn the_catalogue_is_what_the_compiler_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = page(&root.join("tests/ui"));

    let file = root.join("MISTAKES.md");
    if std::env::var_os("MISTAKES").is_some() {
        fs::write(&file, &page).expect("it can be written");
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(written == page, "MISTAKES.md is not what the cases say: write it with MISTAKES=overwrite");
}

#[test]
fn there_are_at_least_sixty_rules() {
    let cases = ["event", "handler", "bus"].map(|kind| cases(&Path::new("tests/ui").join(kind)).len());

    assert!(cases.iter().sum::<usize>() >= 60, "{cases:?}");
}

fn page(ui: &Path) -> String {
    let mut page = INTRODUCTION.to_owned();
    let kinds = [
        ("event", "Events"),
        ("handler", "Handlers"),
        ("bus", "Buses and publishing"),
        ("background", "Handlers in background"),
        ("worker", "Workers and messages"),
    ];
    for (kind, title) in kinds {
        write!(page, "\n## {title}\n").expect("text grows");
        for case in cases(&ui.join(kind)) {
            page.push_str(&section(&case));
        }
    }
    page
}

fn cases(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).expect("the cases are there").map(|entry| entry.expect("it can be read").path());
    let mut cases = entries.filter(|path| path.extension().is_some_and(|it| it == "rs")).collect::<Vec<_>>();
    cases.sort();
    cases
}

fn section(case: &Path) -> String {
    let title = case.file_stem().expect("a name").to_string_lossy().replace('_', " ");
    let source = fs::read_to_string(case).expect("it can be read");
    let said = fs::read_to_string(case.with_extension("stderr")).expect("a rule has its text");

    let fix = source.lines().find_map(|line| line.strip_prefix("// Fix: "));
    let fix = fix.map(|fix| format!("\nFix: {fix}\n")).unwrap_or_default();
    let code = source.lines().filter(|line| {
        !line.starts_with("// Fix: ")
            && !line.starts_with("use domain_events::prelude")
            && *line != "fn main() {}"
    });
    let code = code.collect::<Vec<_>>().join("\n");
    format!("\n### {title}\n\n```rust,ignore\n{}\n```\n\n```text\n{}\n```\n{fix}", code.trim(), said.trim())
}
