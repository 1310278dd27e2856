//! Speech Synthesis Markup Language, in which voice assistants write what is to be spoken: its words.

/// The words of a text that is SSML as a whole; `None` for any other. Takes linear time.
pub(super) fn words(text: &str) -> Option<String> {
    let text = text.trim();
    let inside = text.strip_prefix("<speak").filter(|rest| rest.starts_with(['>', ' ', '\n']))?;
    let inside = inside.strip_suffix("</speak>")?;
    let (_, mut rest) = inside.split_once('>')?;
    let mut words = String::with_capacity(rest.len());
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        words.push_str(before);
        let Some((name, after)) = tag.split_once('>') else {
            rest = tag;
            break;
        };
        // Paragraphs begin a line, everything else stands between words or inside one.
        words.push_str(match name {
            "</p" => "\n\n",
            "</s" => " ",
            _ if name.starts_with("<break") => " ",
            _ => "",
        });
        rest = after;
    }
    words.push_str(rest);
    let lines = words.split("\n\n").map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    let plain = lines.join("\n\n");
    const MEANT: &[(&str, &str)] =
        &[("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    Some(MEANT.iter().fold(plain, |text, (written, meant)| text.replace(written, meant)))
}
