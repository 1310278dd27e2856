//! Tests of the rendered HTML.

mod bombs;
mod honoured;
mod linear;
mod marks;
mod safety;
mod scanner;
mod typed;

use insta::assert_snapshot;

use super::render as render_with;

/// The HTML of a message whose sources have ids that begin with `s`.
fn render(source: &str, prefix: &str) -> String {
    render_with(source, prefix, "s")
}

fn html(source: &str) -> String {
    render(source, "t")
}

#[test]
fn single_newlines_are_kept() {
    assert_snapshot!(html("one\ntwo  \nthree\\\nfour"), @r#"
    <p dir="auto">one<br>
    two<br>
    three<br>
    four</p>
    "#);
}

#[test]
fn signs_without_words_are_shown_as_written() {
    for signs in ["#", "######", "> ", ">>", "[](https://example.org)", "> #"] {
        let shown = html(signs);
        let expected = signs.trim().replace('>', "&gt;");
        assert_eq!(shown, format!("<p dir=\"auto\">{expected}</p>"), "{signs}");
    }
    assert_eq!(html("---").trim_end(), "<hr>");
}

#[test]
fn tags_are_shown_as_written() {
    assert_snapshot!(html("Use <generic<T>> or Vec<String>, then <hr/> & <tag attr=\"x\">text</tag>"), @r#"<p dir="auto">Use &lt;generic&lt;T&gt;&gt; or Vec&lt;String&gt;, then &lt;hr/&gt; &amp; &lt;tag attr="x"&gt;text&lt;/tag&gt;</p>"#);
}

#[test]
fn markdown_between_tags_is_still_markdown() {
    assert_snapshot!(html("<answer>\n**Yes**, see `<b>`:\n- one\n</answer>"), @r#"
    <p dir="auto">&lt;answer&gt;<br>
    <strong>Yes</strong>, see <code dir="ltr">&lt;b&gt;</code>:</p>
    <ul dir="auto"><li dir="auto">one<br>
    &lt;/answer&gt;</li>
    </ul>
    "#);
}

#[test]
fn comments_and_declarations_are_shown_as_written() {
    assert_snapshot!(html("<!-- hidden? -->\n<!DOCTYPE html>\n<![CDATA[x]]> <?php echo 1 ?>"), @r#"
    <p dir="auto">&lt;!-- hidden? --&gt;<br>
    &lt;!DOCTYPE html&gt;<br>
    &lt;![CDATA[x]]&gt; &lt;?php echo 1 ?&gt;</p>
    "#);
}

#[test]
fn marks_become_elements() {
    assert_snapshot!(html("# One\n## Two\n\n*em* **strong** ~~gone~~ `code`\n\n> quote\n\n***"), @r#"
    <h3 dir="auto">One</h3>
    <h4 dir="auto">Two</h4>
    <p dir="auto"><em>em</em> <strong>strong</strong> <del>gone</del> <code dir="ltr">code</code></p>
    <blockquote dir="auto"><p dir="auto">quote</p>
    </blockquote>
    <hr>
    "#);
}

#[test]
fn lists_keep_their_start_and_their_ticks() {
    assert_snapshot!(html("3. three\n4. four\n\n- [x] done\n- [ ] not"), @r#"
    <ol dir="auto" start="3"><li dir="auto">three</li>
    <li dir="auto">four</li>
    </ol>
    <ul dir="auto"><li dir="auto"><input type="checkbox" disabled="" checked="" aria-label="Done"> done</li>
    <li dir="auto"><input type="checkbox" disabled="" aria-label="Not done"> not</li>
    </ul>
    "#);
}

#[test]
fn a_table_has_its_alignment_and_loses_no_cell() {
    assert_snapshot!(html("| a | b |\n|:-:|--:|\n| 1 | 2 | extra |\n| `\\|` |"), @r#"
    <div class="wide" tabindex="0" role="region" aria-label="Table"><table dir="auto"><thead><tr><th class="center" dir="auto">a</th><th class="right" dir="auto">b</th></tr></thead>
    <tbody>
    <tr><td class="center" dir="auto">1</td><td class="right" dir="auto">2</td><td dir="auto">extra</td></tr>
    <tr><td class="center" dir="auto"><code dir="ltr">|</code></td><td class="right"></td></tr>
    </tbody></table></div>
    "#);
}

#[test]
fn a_code_block_names_its_language_and_can_be_copied() {
    assert_snapshot!(html("```rust,ignore\nlet a = \"<b>\"; // c\n```"), @r#"
    <div class="code" dir="ltr"><div><span class="language">rust,ignore</span><button type="button" data-copy="">Copy</button></div><pre tabindex="0"><code><span class="tok-keyword">let</span> a = <span class="tok-string">"&lt;b&gt;"</span>; <span class="tok-comment">// c</span>
    </code></pre></div>
    "#);
}

#[test]
fn indented_code_has_no_language() {
    assert_snapshot!(html("    a < b\n\ttab"), @r#"
    <div class="code" dir="ltr"><div><button type="button" data-copy="">Copy</button></div><pre tabindex="0"><code>a &lt; b
    tab</code></pre></div>
    "#);
}

#[test]
fn links_open_elsewhere_and_say_nothing_about_us() {
    assert_snapshot!(html("[a](https://good.example/?a=1&b=\"2 \"Title\")\n[b](https://good.example/<x>) [m](mailto:a@b.example) <https://c.example>"), @r#"
    <p dir="auto"><a href="https://good.example/?a=1&amp;b=%222" title="Title" rel="noopener noreferrer nofollow" target="_blank">a</a><br>
    <a href="https://good.example/%3Cx%3E" rel="noopener noreferrer nofollow" target="_blank">b</a> <a href="mailto:a@b.example" rel="noopener noreferrer nofollow" target="_blank">m</a> <a href="https://c.example" rel="noopener noreferrer nofollow" target="_blank">https://c.example</a></p>
    "#);
}

#[test]
fn addresses_in_running_text_are_links() {
    assert_snapshot!(html("See https://a.example/x_(y)?q=1&r, (http://b.example). Mail me@c.example! 见https://d.example/路。好"), @r#"<p dir="auto">See <a href="https://a.example/x_(y)?q=1&amp;r" rel="noopener noreferrer nofollow" target="_blank">https://a.example/x_(y)?q=1&amp;r</a>, (<a href="http://b.example" rel="noopener noreferrer nofollow" target="_blank">http://b.example</a>). Mail <a href="mailto:me@c.example" rel="noopener noreferrer nofollow" target="_blank">me@c.example</a>! 见<a href="https://d.example/%E8%B7%AF" rel="noopener noreferrer nofollow" target="_blank">https://d.example/路</a>。好</p>"#);
}

#[test]
fn a_link_that_leads_nowhere_shows_where_it_would_have_led() {
    assert_snapshot!(html("[a](javascript:alert(1)) [b](/settings \"Title\") [c](#top) [d](//e.example) [e]() <xsl:if>"), @r#"<p dir="auto">a <code dir="ltr">javascript:alert(1)</code> b <code dir="ltr">/settings "Title"</code> c <code dir="ltr">#top</code> d <code dir="ltr">//e.example</code> e &lt;xsl:if&gt;</p>"#);
}

#[test]
fn a_link_that_claims_to_lead_elsewhere_is_unmasked() {
    assert_snapshot!(html("[bank.example](https://attacker.invalid/) https://bank.example@attacker.invalid/ [www.ok.example](https://ok.example/x)"), @r#"<p dir="auto"><a href="https://attacker.invalid/" rel="noopener noreferrer nofollow" target="_blank">bank.example</a> <code dir="ltr">attacker.invalid</code> <a href="https://bank.example@attacker.invalid/" rel="noopener noreferrer nofollow" target="_blank">https://bank.example@attacker.invalid/</a> <code dir="ltr">attacker.invalid</code> <a href="https://ok.example/x" rel="noopener noreferrer nofollow" target="_blank">www.ok.example</a></p>"#);
}

#[test]
fn a_reordering_character_is_made_visible() {
    assert_snapshot!(html("a \u{202E}b\u{202C} \u{2066}c `\u{202E}d` [e\u{202E}](https://f.example/\u{202E}g) &#x202e;"), @r#"<p dir="auto">a [U+202E]b[U+202C] [U+2066]c <code dir="ltr">[U+202E]d</code> <a href="https://f.example/%E2%80%AEg" rel="noopener noreferrer nofollow" target="_blank">e[U+202E]</a> [U+202E]</p>"#);
}

#[test]
fn control_characters_are_made_visible() {
    assert_snapshot!(html("a\0b\x1bc\x7fd"), @r#"<p dir="auto">a�b␛c[U+007F]d</p>"#);
}

#[test]
fn a_remote_image_is_a_link_that_names_its_host() {
    assert_snapshot!(html("![A cat](https://img.example/c.png \"T\") ![](http://img.example/)"), @r#"<p dir="auto"><a class="remote-image" href="https://img.example/c.png" title="T" rel="noopener noreferrer nofollow" target="_blank">Image: A cat (img.example)</a> <a class="remote-image" href="http://img.example/" rel="noopener noreferrer nofollow" target="_blank">Image (img.example)</a></p>"#);
}

#[test]
fn a_linked_image_gives_two_links() {
    assert_snapshot!(html("[![badge](https://img.example/b.svg) build](https://ci.example/)"), @r#"<p dir="auto"><a href="https://ci.example/" rel="noopener noreferrer nofollow" target="_blank">Image: badge build</a> <a class="remote-image" href="https://img.example/b.svg" rel="noopener noreferrer nofollow" target="_blank">Image: badge (img.example)</a></p>"#);
}

#[test]
fn an_inline_picture_is_shown_unless_it_could_hold_a_script() {
    assert_snapshot!(html("![dot](data:image/png;base64,iVBORw0KGgo=) ![s](data:image/svg+xml;base64,AAAA)"), @r#"<p dir="auto"><img src="data:image/png;base64,iVBORw0KGgo=" alt="dot"> Image: s <code dir="ltr">data:image/svg+xml;base64,AAAA</code></p>"#);
}

#[test]
fn a_footnote_and_its_reference_find_each_other() {
    assert_snapshot!(html("Really[^n], yes[^n].\n\n[^n]: Because *so*."), @r#"
    <p dir="auto">Really<sup><button type="button" data-jump="t-fn-1" id="t-fnref-1" aria-label="Footnote n">n</button></sup>, yes<sup><button type="button" data-jump="t-fn-1" aria-label="Footnote n">n</button></sup>.</p>
    <div class="footnote" id="t-fn-1" tabindex="-1" dir="auto"><sup>n</sup>
    <p dir="auto">Because <em>so</em>.</p>
    <button type="button" data-jump="t-fnref-1" aria-label="Back to the text">↩</button></div>
    "#);
}

#[test]
fn definitions_nobody_refers_to_are_shown() {
    assert_snapshot!(html("[INFO]: started\n[1]: https://a.example/ \"Title\"\n\nSee [2].\n\n[2]: https://b.example/"), @r#"
    <p dir="auto">[INFO]: started<br>
    [1]: <a href="https://a.example/" rel="noopener noreferrer nofollow" target="_blank">https://a.example/</a> "Title"</p>
    <p dir="auto">See <a href="https://b.example/" rel="noopener noreferrer nofollow" target="_blank">2</a>.</p>
    "#);
}

#[test]
fn text_in_any_script_is_kept() {
    assert_snapshot!(html("Xin chào, 你好，世界！ مرحبا **שלום** 👩\u{200D}👩\u{200D}👧 e\u{301}\n\n# العنوان"), @r#"
    <p dir="auto">Xin chào, 你好，世界！ مرحبا <strong>שלום</strong> 👩‍👩‍👧 é</p>
    <h3 dir="auto">العنوان</h3>
    "#);
}

#[test]
fn lists_quotes_and_tables_have_the_direction_of_their_first_letter() {
    assert_snapshot!(html("- אחד\n  - one\n- **שתיים**\n\n> 1. two\n\n| 1 | מחיר |\n|-|-|\n| a | b |\n\n> `x` 3: نعم"), @r#"
    <ul dir="rtl"><li dir="rtl">אחד<ul dir="auto"><li dir="auto">one</li>
    </ul>
    </li>
    <li dir="rtl"><strong>שתיים</strong></li>
    </ul>
    <blockquote dir="auto"><ol dir="auto"><li dir="auto">two</li>
    </ol>
    </blockquote>
    <div class="wide" tabindex="0" role="region" aria-label="Table"><table dir="rtl"><thead><tr><th dir="auto">1</th><th dir="auto">מחיר</th></tr></thead>
    <tbody>
    <tr><td dir="auto">a</td><td dir="auto">b</td></tr>
    </tbody></table></div>
    <blockquote dir="rtl"><p dir="auto"><code dir="ltr">x</code> 3: نعم</p>
    </blockquote>
    "#);
}

#[test]
fn prices_are_not_mathematics() {
    assert_snapshot!(html("It costs $5 and $6, or \\$7 $$x$$"), @r#"<p dir="auto">It costs $5 and $6, or $7 $$x$$</p>"#);
}

#[test]
fn ids_of_one_message_are_not_those_of_another() {
    let html = render("a[^1]\n\n[^1]: b", "turn \"><script>7");
    assert!(
        html.contains("id=\"turnscript7-fn-1\"") && html.contains("data-jump=\"turnscript7-fn-1\""),
        "{html}"
    );
    assert!(render("a[^1]\n\n[^1]: b", "\"<>").contains("id=\"m-fn-1\""));
}

#[test]
fn a_long_refused_address_is_cut_and_says_its_true_length() {
    let html = html(&format!("![a](data:text/html,{})", "x".repeat(5_000)));
    assert!(html.len() < 400 && html.contains("… (5015 characters)"), "{html}");
}
