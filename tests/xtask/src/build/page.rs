//! The page that Trunk made, completed: its place for the app gets the script, for release its style sheets become two,
//! and anything that a strict Content-Security-Policy would refuse fails the build instead of the reader.

use crate::Outcome;

/// The app's script.
pub const APP: &str = "app.js";
/// The style sheet of a release page.
pub const STYLE: &str = "style.css";
/// The style sheet that is loaded with the first lazy module, by `public/early.js`.
pub const LATER_STYLE: &str = "lazy-style.css";

/// What stands in the page for the app: it is fetched while its script is, which names it too.
const APP_TAGS: &str = "<link rel=\"preload\" href=\"./colloquy_bg.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin>\
    <script type=\"module\" src=\"./app.js\"></script>";
/// What stands in the page for its style sheets.
const STYLE_TAG: &str = "<link rel=\"stylesheet\" href=\"./style.css\">";
/// In the inline script with which `trunk serve` reloads the page. Trunk serves that page, without a policy.
const RELOADS: &str = ".well-known/trunk/ws";

/// The completed page.
pub struct Page {
    /// `index.html`.
    pub html: String,
    /// The style sheets that [`STYLE`] and [`LATER_STYLE`] replace, in order; none unless for release.
    pub sheets: Vec<String>,
}

/// Completes the page.
///
/// # Errors
/// When it has no place for the app, or could not be served under our Content-Security-Policy.
pub fn rework(html: &str, release: bool) -> Outcome<Page> {
    let (html, sheets) = if release { take_style_sheets(html) } else { (html.to_owned(), Vec::new()) };
    let place = tags(&html).find(|tag| tag.name == "link" && tag.value("rel") == Some("rust"));
    let place = place
        .map(|tag| (tag.start, tag.end))
        .and_then(|(start, end)| Some((html.get(..start)?, html.get(end..)?)));
    let (before, after) = place.ok_or(
        "The page has no <link data-trunk rel=\"rust\" data-trunk-skip>, which is the place for the app.",
    )?;
    let style = if release { STYLE_TAG } else { "" };
    let html = with_quoted_base(&format!("{before}{style}{APP_TAGS}{after}"));
    let inline = if html.contains(RELOADS) { Vec::new() } else { inline_code(&html) };
    if inline.is_empty() {
        return Ok(Page { html, sheets });
    }
    Err(format!(
        "The Content-Security-Policy allows no inline script or style, and the page still has:\n  {}\n\
         Move it from index.html into a file below public/ or style/.",
        inline.join("\n  ")
    ))
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
        <link href=./a-1.css rel=stylesheet><link href=./b-2.css rel=stylesheet>\
        <link data-trunk data-trunk-id=3 data-trunk-skip rel=rust></head><body><svg hidden><path d=\"M1 1\"/></svg></body></html>";

    fn reworked(html: &str) -> Outcome<Page> {
        rework(html, true)
    }

    #[test]
    fn the_place_for_the_app_gets_its_script() {
        let html = reworked(MINIFIED).unwrap().html;
        assert!(html.contains("<script type=\"module\" src=\"./app.js\"></script></head>"), "{html}");
        assert!(html.contains("href=\"./colloquy_bg.wasm\""), "{html}");
        assert!(!html.contains("rust") && !html.contains("trunk"), "{html}");
    }

    #[test]
    fn the_style_sheets_become_one_in_their_order() {
        let page = reworked(MINIFIED).unwrap();
        assert_eq!(page.sheets, ["a-1.css", "b-2.css"]);
        assert_eq!(page.html.matches("stylesheet").count(), 1);
        let at_work = rework(MINIFIED, false).unwrap();
        assert_eq!(at_work.sheets, [""; 0]);
        assert_eq!(at_work.html.matches("stylesheet").count(), 2);
    }

    #[test]
    fn the_base_is_written_as_servers_look_for_it() {
        assert!(reworked(MINIFIED).unwrap().html.contains("<base href=\"/\">"));
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
    fn the_script_by_which_trunk_reloads_the_page_is_let_through() {
        let html = MINIFIED.replace("</body>", "<script>connect('/.well-known/trunk/ws')</script></body>");
        assert!(reworked(&html).is_ok());
    }

    #[test]
    fn a_page_without_a_place_for_the_app_is_refused() {
        assert!(reworked("<html><head></head></html>").is_err());
    }
}
