mod safety;
mod scanner;

use insta::assert_snapshot;

use super::{plain, to_html};

fn html(source: &str) -> String {
    to_html(source, "t").as_str().to_owned()
}

#[test]
fn a_script_is_shown_as_text() {
    assert_snapshot!(html("<script>alert(1)</script> **and** `<b>`"), @r#"<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt; <strong>and</strong> <code dir="ltr">&lt;b&gt;</code></p>"#);
}
#[test]
fn a_line_has_no_marks() {
    assert_eq!(plain("# Hi **there**\n\n- [a](https://b.c)\n- `x`", 80), "Hi there a x");
}
