//! What the macros accept and refuse where an application has another name for the dependency.

#[test]
fn files() {
    let cases = trybuild::TestCases::new();
    cases.pass("accepted.rs");
    cases.compile_fail("fail/*.rs");
}
