//! What the compiler says to each mistake: `ui/<macro>/<rule>.rs` and its `.stderr`.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes the texts anew; read them before you commit them.

#[test]
fn each_mistake_is_reported_with_its_remedy() {
    let cases = trybuild::TestCases::new();
    for cases_of in ["event", "handler", "bus"] {
        cases.compile_fail(format!("tests/ui/{cases_of}/*.rs"));
    }
    #[cfg(feature = "tokio")]
    cases.compile_fail("tests/ui/background/*.rs");
    #[cfg(feature = "worker")]
    cases.compile_fail("tests/ui/worker/*.rs");
}
