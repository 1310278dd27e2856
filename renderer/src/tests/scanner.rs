//! A strict parser for the HTML that this crate writes: it accepts the allowed tags and attributes, and rejects
//! whatever a browser would have to repair. It uses no HTML library.

/// The content of a page that is well formed and allowed.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// The text between the tags, unescaped.
    pub(super) text: String,
    /// The values of attributes that hold text of the input, unescaped.
    pub(super) attributes: Vec<String>,
    /// The greatest nesting depth of elements.
    pub(super) depth: usize,
    /// The number of elements in the page.
    pub(super) elements: usize,
    /// The values of all `id` attributes.
    pub(super) ids: Vec<String>,
}

const VOID: &[&str] = &["br", "hr", "img", "input"];

/// The check for an attribute's value, or `None` if the element may not have the attribute.
fn rule(tag: &str, name: &str) -> Option<fn(&str) -> bool> {
    let any: fn(&str) -> bool = |_| true;
    let auto: fn(&str) -> bool = |value| value == "auto";
    let ltr: fn(&str) -> bool = |value| value == "ltr";
    Some(match (tag, name) {
        ("p" | "h3" | "h4" | "h5" | "h6" | "th" | "td" | "summary", "dir") => auto,
        ("blockquote" | "ul" | "ol" | "li" | "table" | "details", "dir") => {
            |value| matches!(value, "auto" | "rtl")
        }
        ("code", "dir") => ltr,
        ("div", "dir") => |value| matches!(value, "auto" | "rtl" | "ltr"),
        ("div", "class") => |value| matches!(value, "wide" | "code" | "footnote"),
        ("div", "tabindex") => |value| matches!(value, "0" | "-1"),
        ("ol", "class") => |value| matches!(value, "large-numbers" | "huge-numbers"),
        ("p", "class") => |value| value == "typed",
        ("pre", "class") => |value| value == "aligned",
        ("pre", "dir") => auto,
        ("pre", "tabindex") => |value| value == "0",
        ("div", "role") => |value| value == "region",
        ("div", "aria-label") => |value| value == "Table",
        ("th" | "td", "class") => |value| matches!(value, "center" | "right"),
        ("span", "class") => |value| {
            matches!(
                value,
                "language"
                    | "indent"
                    | "stacked"
                    | "tok-comment"
                    | "tok-string"
                    | "tok-number"
                    | "tok-keyword"
                    | "tok-key"
            )
        },
        ("a", "class") => |value| matches!(value, "remote-image" | "source-link"),
        ("a", "data-jump") => is_source,
        ("a", "href") => |value| {
            let plain = value.bytes().all(|b| b.is_ascii_graphic() && !b"\"'<>`\\^{|}".contains(&b));
            value.strip_prefix('#').is_some_and(is_source)
                || plain
                    && ["http://", "https://", "mailto:"]
                        .iter()
                        .any(|scheme| value.to_lowercase().starts_with(scheme))
        },
        ("a", "rel") => |value| value == "noopener noreferrer nofollow",
        ("a", "target") => |value| value == "_blank",
        ("a" | "img", "title") | ("img", "alt") | ("button", "aria-label") => any,
        ("img", "src") => |value| {
            let kinds = ["png", "jpeg", "gif", "webp"];
            let rest = kinds.iter().find_map(|kind| {
                value
                    .to_lowercase()
                    .starts_with(&format!("data:image/{kind};base64,"))
                    .then(|| value.split_once(',').unwrap().1)
            });
            rest.is_some_and(|data| data.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)))
        },
        ("button", "type") => |value| value == "button",
        ("button", "data-copy") => str::is_empty,
        ("button", "data-jump") | ("div" | "button", "id") => {
            |value| value.starts_with("t-fn") && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        }
        ("ol", "start") | ("li", "value") => |value| value.bytes().all(|b| b.is_ascii_digit()),
        ("input", "type") => |value| value == "checkbox",
        ("input", "disabled" | "checked") => str::is_empty,
        ("input", "aria-label") => |value| matches!(value, "Done" | "Not done"),
        _ => return None,
    })
}

/// Whether this is the id of a source, with the prefix that the tests give.
fn is_source(value: &str) -> bool {
    value.strip_prefix("s-source-").is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
}

const TAGS: &[&str] = &[
    "a",
    "blockquote",
    "br",
    "button",
    "code",
    "del",
    "details",
    "div",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "input",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Reads a page; the error says what is not allowed.
pub(super) fn scan(html: &str) -> Result<Scanned, String> {
    let mut scanned = Scanned::default();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        scanned.text.push_str(&unescape(&rest[..at])?);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('/') {
            let (name, after) = after.split_once('>').ok_or("a closing tag never ends")?;
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes what is not open"));
            }
            rest = after;
            continue;
        }
        let name = &rest[..rest.find([' ', '>']).ok_or("a tag never ends")?];
        if !TAGS.contains(&name) {
            return Err(format!("<{name}> is no tag of ours"));
        }
        if name == "a" && open.contains(&"a") {
            return Err("a link holds a link".into());
        }
        rest = attributes(name, &rest[name.len()..], &mut scanned)?;
        scanned.elements += 1;
        if !VOID.contains(&name) {
            open.push(name);
            scanned.depth = scanned.depth.max(open.len());
        }
    }
    scanned.text.push_str(&unescape(rest)?);
    if open.is_empty() { Ok(scanned) } else { Err(format!("{open:?} never close")) }
}

/// Reads ` name="value"` up to `>`, and returns what follows.
fn attributes<'a>(tag: &str, mut rest: &'a str, scanned: &mut Scanned) -> Result<&'a str, String> {
    let mut seen = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            let required: &[&str] = match tag {
                "a" if seen.contains(&"data-jump") => &["href", "class"],
                "a" => &["href", "rel", "target"],
                "button" => &["type"],
                "input" => &["type", "disabled", "aria-label"],
                "img" => &["src", "alt"],
                "p" | "ul" | "ol" | "li" | "blockquote" | "table" | "code" => &["dir"],
                _ => &[],
            };
            // The `<code>` of a code block inherits `dir`, so `code` may lack it.
            let missing = required.iter().find(|name| !seen.contains(*name) && tag != "code");
            return missing.map_or(Ok(after), |name| Err(format!("<{tag}> lacks {name}")));
        }
        let inside = rest.strip_prefix(' ').ok_or_else(|| format!("<{tag} is followed by {:.20?}", rest))?;
        let (name, after) = inside.split_once("=\"").ok_or("an attribute has no value")?;
        let (value, after) = after.split_once('"').ok_or("a value never ends")?;
        let value = unescape(value)?;
        let allowed = rule(tag, name).ok_or_else(|| format!("<{tag}> may not have {name}"))?;
        if seen.contains(&name) || !allowed(&value) {
            return Err(format!("<{tag}> may not have {name}={value:?}"));
        }
        seen.push(name);
        match name {
            "id" => scanned.ids.push(value),
            "href" | "title" | "alt" | "src" | "start" | "value" => scanned.attributes.push(value),
            _ => {}
        }
        rest = after;
    }
}

/// Removes the escapes from text. Characters that a browser could interpret are an error.
fn unescape(text: &str) -> Result<String, String> {
    if let Some(c) = text.chars().find(|c| is_forbidden(*c)) {
        return Err(format!("{c:?} in {text:?}"));
    }
    let mut out = String::with_capacity(text.len());
    for (i, part) in text.split('&').enumerate() {
        if i == 0 {
            out.push_str(part);
            continue;
        }
        let (name, after) = part.split_once(';').ok_or_else(|| format!("a bare & before {part:?}"))?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "nbsp" => '\u{A0}',
            _ => return Err(format!("&{name}; is no escape of ours")),
        });
        out.push_str(after);
    }
    Ok(out)
}

fn is_forbidden(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\t');
    control
        || matches!(c, '<' | '>' | '\u{A0}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FDD0}'..='\u{FDDF}')
}
