//! The page as Trunk left it, reworked: its inline loader goes into the script that it loads, its style sheets become
//! one, so that little is asked for and nothing waits for another; and anything that a strict Content-Security-Policy
//! would refuse fails the build instead of the reader.

use super::stamp;
use crate::Outcome;

/// What came of the page.
pub struct Page {
    /// Files to write: the page itself, the script, the style sheet.
    pub files: Vec<(String, String)>,
    /// Files of Trunk's that these replace.
    pub replaced: Vec<String>,
}

/// Reworks the page; `with_rooms` adds to wasm-bindgen's script what loads rooms, `read` hands out Trunk's other files
/// by name.
///
/// # Errors
/// Why the page could not be served under our Content-Security-Policy.
pub fn rework(
    html: &str,
    with_rooms: impl Fn(&str) -> Outcome<String>,
    read: impl Fn(&str) -> Outcome<String>,
) -> Outcome<Page> {
    let (html, loader) = take_loader(html)?;
    let (bindings, script) = script_that_starts(&loader, &read)?;
    let script = with_rooms(&script)?;
    let app = format!("app-{}.js", stamp::of_content(script.as_bytes()));
    let html = html.replace(&bindings, &app);
    let (html, sheets) = take_style_sheets(&html);
    let mut css = String::new();
    for sheet in &sheets {
        css.push_str(read(sheet)?.trim_end());
        css.push('\n');
    }
    let style = format!("style-{}.css", stamp::of_content(css.as_bytes()));
    let tags = format!(
        "<link rel=\"stylesheet\" href=\"./{style}\"><script type=\"module\" src=\"./{app}\"></script></head>"
    );
    let html = with_quoted_base(&html.replacen("</head>", &tags, 1));
    if !html.contains(&tags) {
        return Err("The page has no </head> to put its style sheet and loader before.".to_owned());
    }
    let inline = inline_code(&html);
    if !inline.is_empty() {
        return Err(format!(
            "The Content-Security-Policy allows no inline script or style, and the page still has:\n  {}\n\
             Move it from index.html into a file below public/ or style/.",
            inline.join("\n  ")
        ));
    }
    let mut replaced = sheets;
    replaced.extend(["index.html".to_owned(), bindings]);
    Ok(Page { files: vec![("index.html".to_owned(), html), (app, script), (style, css)], replaced })
}

/// The page without its inline module script, and the script.
fn take_loader(html: &str) -> Outcome<(String, String)> {
    for tag in tags(html) {
        let inline_module =
            tag.name == "script" && tag.value("type") == Some("module") && tag.value("src").is_none();
        let Some(length) =
            html.get(tag.end..).filter(|_| inline_module).and_then(|rest| rest.find("</script>"))
        else {
            continue;
        };
        let script = html.get(tag.end..tag.end + length).unwrap_or_default().trim();
        let (before, after) = (html.get(..tag.start), html.get(tag.end + length + "</script>".len()..));
        let lines: Vec<&str> = script.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        return Ok((
            before.unwrap_or_default().to_owned() + after.unwrap_or_default(),
            lines.join("\n") + "\n",
        ));
    }
    Err("Trunk's loader is not in the page: has its form changed?".to_owned())
}

/// wasm-bindgen's script, by name, and the same with a last line that starts the app, as the loader would have done.
fn script_that_starts(loader: &str, read: impl Fn(&str) -> Outcome<String>) -> Outcome<(String, String)> {
    let between = |text: &str, before: &str, after: &str| {
        let (_, rest) = text.split_once(before)?;
        rest.split_once(after).map(|(found, _)| found.to_owned())
    };
    let changed =
        || "Trunk's loader or wasm-bindgen's script is not as it was: has its form changed?".to_owned();
    let bindings = between(loader, "from './", "'").ok_or_else(changed)?;
    let wasm = between(loader, "module_or_path: '", "'").ok_or_else(changed)?;
    let script = read(&bindings)?;
    // `export { initSync, __wbg_init as default };`
    let exported =
        script.split_once(" as default").and_then(|(before, _)| before.split([' ', ',', '{']).next_back());
    let init = exported.filter(|name| !name.is_empty()).ok_or_else(changed)?;
    let started = format!("{}\nawait {init}({{ module_or_path: '{wasm}' }});\n", script.trim_end());
    Ok((bindings, started))
}

/// The page without the links to its own style sheets, and their names in order.
fn take_style_sheets(html: &str) -> (String, Vec<String>) {
    let (mut rest, mut names, mut at) = (String::new(), Vec::new(), 0);
    for tag in tags(html).filter(|tag| tag.name == "link" && tag.value("rel") == Some("stylesheet")) {
        let Some(href) = tag.value("href") else { continue };
        names.push(href.trim_start_matches("./").to_owned());
        rest.push_str(html.get(at..tag.start).unwrap_or_default());
        at = tag.end;
    }
    rest.push_str(html.get(at..).unwrap_or_default());
    (rest, names)
}

/// The page with `<base href="/">` as a server expects to find it; the minifier takes the quotes away, and a server
/// that finds the page as it wants it can send the packed file.
fn with_quoted_base(html: &str) -> String {
    let base = tags(html).find(|tag| tag.name == "base");
    let Some((tag, href)) = base.as_ref().and_then(|tag| Some((tag, tag.value("href")?))) else {
        return html.to_owned();
    };
    let (before, after) =
        (html.get(..tag.start).unwrap_or_default(), html.get(tag.end..).unwrap_or_default());
    format!("{before}<base href=\"{href}\">{after}")
}

/// Every tag that carries code or style in the page itself.
fn inline_code(html: &str) -> Vec<String> {
    let is_inline = |tag: &Tag<'_>| {
        tag.name == "style"
            || (tag.name == "script" && tag.value("src").is_none())
            || tag.attributes.iter().any(|(name, value)| {
                name == "style" || name.starts_with("on") || value.trim_start().starts_with("javascript:")
            })
    };
    tags(html)
        .filter(is_inline)
        .map(|tag| html.get(tag.start..tag.end).unwrap_or_default().to_owned())
        .collect()
}

/// An opening tag: where it is, and what it says.
struct Tag<'a> {
    start: usize,
    end: usize,
    name: String,
    attributes: Vec<(String, &'a str)>,
}

impl Tag<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }
}

/// The opening tags of a page, as far as our own well-formed one needs: what stands in comments and scripts is not
/// told apart, which at worst refuses a page that would have been fine.
fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    html.match_indices('<').filter_map(|(start, _)| {
        let rest = html.get(start + 1..)?;
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        let mut inside = rest.get(name.len()..)?;
        let mut attributes = Vec::new();
        if name.is_empty() {
            return None;
        }
        loop {
            inside = inside.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if let Some(after) = inside.strip_prefix('>') {
                let end = html.len() - after.len();
                return Some(Tag { start, end, name: name.to_ascii_lowercase(), attributes });
            }
            let length = inside.find(|c: char| c.is_whitespace() || "=>/".contains(c))?;
            let (attribute, after) = inside.split_at_checked(length.max(1))?;
            let (value, after) = value_of(after)?;
            attributes.push((attribute.to_ascii_lowercase(), value));
            inside = after;
        }
    })
}

/// The value after an attribute's name, quoted or not, and what follows it.
fn value_of(text: &str) -> Option<(&str, &str)> {
    let Some(text) = text.trim_start().strip_prefix('=') else { return Some(("", text)) };
    let text = text.trim_start();
    match text.chars().next()? {
        quote @ ('"' | '\'') => text.get(1..)?.split_once(quote),
        _ => text.split_at_checked(text.find(|c: char| c.is_whitespace() || c == '>')?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINIFIED: &str = "<!doctype html><html lang=en><meta charset=utf-8><base href=/><script src=early.js></script>\
        <script type=module>import init, * as bindings from './glue-1.js';\n\
        const wasm = await init({ module_or_path: './glue-1_bg.wasm' });\n\n</script>\
        <link href=./a-1.css rel=stylesheet><link href=./b-2.css rel=stylesheet>\
        <link crossorigin href=./glue-1.js rel=modulepreload></head><body><svg hidden><path d=\"M1 1\"/></svg></body></html>";

    fn reworked(html: &str) -> Outcome<Page> {
        rework(
            html,
            |script| Ok(script.to_owned()),
            |name| {
                Ok(if name == "glue-1.js" {
                    "let wasm;\nfunction __wbg_init() {}\nexport { initSync, __wbg_init as default };\n"
                        .to_owned()
                } else {
                    format!("/* {name} */")
                })
            },
        )
    }

    fn content<'a>(page: &'a Page, start: &str) -> &'a str {
        page.files.iter().find(|(name, _)| name.starts_with(start)).map(|(_, text)| text.as_str()).unwrap()
    }

    #[test]
    fn the_loader_goes_into_the_script_and_leaves_none_in_the_page() {
        let page = reworked(MINIFIED).unwrap();
        let html = content(&page, "index.html");
        let app = &page.files.iter().find(|(name, _)| name.starts_with("app-")).unwrap().0;
        assert_eq!(app.len(), "app-0123456789abcdef.js".len());
        assert!(html.contains(&format!("<script type=\"module\" src=\"./{app}\"></script>")), "{html}");
        assert!(html.contains(&format!("href=./{app} rel=modulepreload")), "{html}");
        assert!(!html.contains("await init") && !html.contains("glue-1.js"), "{html}");
        let script = content(&page, "app-");
        assert!(
            script.ends_with("\nawait __wbg_init({ module_or_path: './glue-1_bg.wasm' });\n"),
            "{script}"
        );
    }

    #[test]
    fn the_style_sheets_become_one_in_their_order() {
        let page = reworked(MINIFIED).unwrap();
        assert_eq!(content(&page, "style-"), "/* a-1.css */\n/* b-2.css */\n");
        assert_eq!(content(&page, "index.html").matches("stylesheet").count(), 1);
        assert_eq!(page.replaced, ["a-1.css", "b-2.css", "index.html", "glue-1.js"]);
    }

    #[test]
    fn the_base_is_written_as_servers_look_for_it() {
        assert!(content(&reworked(MINIFIED).unwrap(), "index.html").contains("<base href=\"/\">"));
    }

    #[test]
    fn inline_code_of_every_kind_fails_the_build() {
        for evil in [
            "<script>alert(1)</script>",
            "<style>p{color:red}</style>",
            "<p style=\"color:red\">",
            "<p style=color:red>",
            "<body onload=run()>",
            "<a href=\" javascript:run()\">",
        ] {
            let html = MINIFIED.replace("<svg hidden>", &format!("{evil}<svg hidden>"));
            let trouble = reworked(&html).err().unwrap_or_default();
            assert!(trouble.contains(evil.split('>').next().unwrap()), "{evil}: {trouble}");
        }
    }

    #[test]
    fn a_page_without_the_loader_is_refused() {
        assert!(reworked("<html><head></head></html>").is_err());
    }
}
