//! Writes block elements: paragraphs, headings, lists, code blocks, tables and footnotes.

use pulldown_cmark::{Alignment, CodeBlockKind, HeadingLevel, Tag};

use super::super::escape::{push_attribute, push_text};
use super::{Close, Footnote, Page};
use crate::hidden::{restored, restored_code};
use crate::highlight::highlight;

impl Page {
    pub(super) fn start(&mut self, tag: Tag<'_>) {
        if self.images > 0 {
            return self.start_described(tag);
        }
        match tag {
            Tag::Paragraph => self.element("<p dir=\"auto\">", "</p>\n", Close::Break),
            Tag::Heading { level, .. } => self.heading(level),
            Tag::BlockQuote(_) => self.container("<blockquote", None, "</blockquote>\n"),
            Tag::List(None) => self.container("<ul", None, "</ul>\n"),
            Tag::List(Some(first)) => {
                let start = Some(first).filter(|first| *first != 1);
                let opening = match first {
                    0..100 => "<ol",
                    100..10_000 => "<ol class=\"large-numbers\"",
                    _ => "<ol class=\"huge-numbers\"",
                };
                self.container(opening, start.map(|first| ("start", first)), "</ol>\n");
            }
            Tag::CodeBlock(kind) => self.start_code_block(&kind),
            Tag::Table(alignments) => self.table(alignments),
            Tag::TableHead => self.start_table_head(),
            Tag::TableRow => {
                self.column = 0;
                self.element("<tr>", "</tr>\n", Close::Break);
            }
            Tag::TableCell => self.start_cell(),
            Tag::FootnoteDefinition(label) => self.start_footnote(&restored(&label)),
            Tag::Emphasis => self.element("<em>", "</em>", Close::Nothing),
            Tag::Strong => self.element("<strong>", "</strong>", Close::Nothing),
            Tag::Strikethrough => self.element("<del>", "</del>", Close::Nothing),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(link_type, &restored(&dest_url), &restored(&title));
            }
            Tag::Image { dest_url, title, .. } => self.start_image(&restored(&dest_url), &restored(&title)),
            // Tags of parser extensions that are not enabled: only their text is written.
            _ => {
                self.flush();
                self.open.push(Close::Nothing);
            }
        }
    }

    /// Headings begin at `<h3>`, below the page's own two levels.
    fn heading(&mut self, level: HeadingLevel) {
        let (opening, closing) = match level {
            HeadingLevel::H1 => ("<h3 dir=\"auto\">", "</h3>\n"),
            HeadingLevel::H2 => ("<h4 dir=\"auto\">", "</h4>\n"),
            HeadingLevel::H3 => ("<h5 dir=\"auto\">", "</h5>\n"),
            _ => ("<h6 dir=\"auto\">", "</h6>\n"),
        };
        self.element(opening, closing, Close::Break);
    }

    pub(super) fn task(&mut self, done: bool) {
        self.raw(if done {
            "<input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"Done\"> "
        } else {
            "<input type=\"checkbox\" disabled=\"\" aria-label=\"Not done\"> "
        });
    }

    fn start_code_block(&mut self, kind: &CodeBlockKind<'_>) {
        self.flush();
        let info = match kind {
            CodeBlockKind::Fenced(info) => restored_code(info).trim().to_owned(),
            CodeBlockKind::Indented => String::new(),
        };
        self.collected = Some(String::new());
        self.open.push(Close::Code { info });
    }

    pub(super) fn end_code_block(&mut self, info: &str) {
        let code = self.collected.take().unwrap_or_default();
        self.out.push_str("<div class=\"code\" dir=\"ltr\"><div>");
        if !info.is_empty() {
            self.out.push_str("<span class=\"language\">");
            push_text(&mut self.out, info);
            self.out.push_str("</span>");
        }
        self.out.push_str("<button type=\"button\" data-copy=\"\">Copy</button></div>");
        self.out.push_str("<pre tabindex=\"0\"><code>");
        // The language is also found in `rust,ignore` and `{.python}`.
        let language = info.split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ':'));
        let language = language.map(|word| word.trim_start_matches('.')).find(|word| !word.is_empty());
        for token in highlight(language.unwrap_or_default(), &code) {
            let class = token.class.css();
            if class.is_empty() {
                push_text(&mut self.out, token.text);
                continue;
            }
            self.out.push_str("<span");
            push_attribute(&mut self.out, "class", class);
            self.out.push('>');
            push_text(&mut self.out, token.text);
            self.out.push_str("</span>");
        }
        self.out.push_str("</code></pre></div>\n");
    }

    fn table(&mut self, alignments: Vec<Alignment>) {
        self.alignments = alignments;
        self.container(
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table",
            None,
            "</tbody></table></div>\n",
        );
    }

    fn start_table_head(&mut self) {
        self.column = 0;
        self.in_head = true;
        self.flush();
        let shown = self.depth < super::DEEPEST;
        self.out.push_str(if shown { "<thead><tr>" } else { "" });
        self.open.push(if shown { Close::TableHead } else { Close::Break });
    }

    pub(super) fn end_table_head(&mut self) {
        self.in_head = false;
        self.raw("</tr></thead>\n<tbody>\n");
    }

    fn start_cell(&mut self) {
        self.flush();
        if self.depth >= super::DEEPEST {
            self.words(" ");
            self.open.push(Close::Nothing);
            return;
        }
        let (opening, closing) = if self.in_head { ("<th", "</th>") } else { ("<td", "</td>") };
        self.out.push_str(opening);
        match self.alignments.get(self.column) {
            Some(Alignment::Center) => push_attribute(&mut self.out, "class", "center"),
            Some(Alignment::Right) => push_attribute(&mut self.out, "class", "right"),
            _ => {}
        }
        self.out.push_str(DIR_AUTO);
        self.column += 1;
        self.open.push(Close::TableCell(closing));
    }

    pub(super) fn end_cell(&mut self, closing: &'static str) {
        self.flush();
        // A short line can stand for 250,000 empty cells, so an empty cell has no `dir`.
        if self.out.ends_with(DIR_AUTO) {
            self.out.truncate(self.out.len() - DIR_AUTO.len());
            self.out.push('>');
        }
        self.out.push_str(closing);
    }

    /// The footnote with this label; it is numbered at its first mention.
    pub(super) fn footnote(&mut self, label: &str) -> &mut Footnote {
        let number = self.footnotes.len() + 1;
        self.footnotes.entry(label.to_owned()).or_insert(Footnote { number, referred: false, written: false })
    }

    fn start_footnote(&mut self, label: &str) {
        self.flush();
        if self.depth >= super::DEEPEST {
            self.words(label);
            self.words(" ");
            self.open.push(Close::Break);
            return;
        }
        self.depth += 1;
        let note = self.footnote(label);
        let (number, referred) = (note.number, note.referred);
        let first = !std::mem::replace(&mut note.written, true);
        self.out.push_str("<div class=\"footnote\"");
        if first {
            push_attribute(&mut self.out, "id", &format!("{}-fn-{number}", self.prefix));
        }
        self.out.push_str(" tabindex=\"-1\"");
        let direction = self.push_direction();
        self.out.push_str("><sup>");
        push_text(&mut self.out, label);
        self.out.push_str("</sup>\n");
        self.open.push(Close::Footnote { back: (first && referred).then_some(number), direction });
    }

    pub(super) fn end_footnote(&mut self, back: Option<usize>, direction: usize) {
        self.flush();
        self.forget_direction(direction);
        self.depth = self.depth.saturating_sub(1);
        if let Some(number) = back {
            self.out.push_str("<button type=\"button\"");
            push_attribute(&mut self.out, "data-jump", &format!("{}-fnref-{number}", self.prefix));
            self.out.push_str(" aria-label=\"Back to the text\">↩</button>");
        }
        self.out.push_str("</div>\n");
    }
}

/// The end of the opening tag of a table cell.
const DIR_AUTO: &str = " dir=\"auto\">";
