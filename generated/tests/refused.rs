//! What must not compile does not, and the compiler says why.

#[test]
fn what_a_role_may_not_do_and_what_lacks_something_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/refused/*.rs");
}
