//! The table of rules is the list of rules.

macro_rules! names {
    ({} $($module:ident: $($rule:ident)+;)+) => { [$($(stringify!($rule)),+),+] };
}

#[test]
fn the_table_has_each_rule() {
    let readme = include_str!("../README.md");
    let rules = conformance::__for_each_rule! { [names] {} };

    let missing = rules.map(|rule| rule.replace('_', " ")).into_iter().filter(|rule| !readme.contains(rule));

    assert_eq!(missing.collect::<Vec<_>>(), Vec::<String>::new());
}
