//! Writes inline elements: code, links, images, footnote references.

use pulldown_cmark::{LinkType, Tag};

use super::super::escape::{push_attribute, push_text};
use super::super::link::{self, Href};
use super::{Close, Page};
use crate::hidden::restored;
use crate::tags::HtmlTag;

/// How many characters of a refused address are shown.
const LONGEST_REFUSED: usize = 200;

impl Page {
    pub(super) fn code(&mut self, code: &str) {
        if self.collected.is_some() {
            return self.words(code);
        }
        self.flush();
        if let Some(words) = &mut self.link {
            words.push_str(code);
        }
        self.out.push_str("<code dir=\"ltr\">");
        push_text(&mut self.out, code);
        self.out.push_str("</code>");
    }

    pub(super) fn line_break(&mut self) {
        if self.collected.is_some() { self.words(" ") } else { self.raw("<br>\n") }
    }

    /// Writes the spaces at the start of a line of a paragraph.
    pub(super) fn indent(&mut self, spaces: usize) {
        if self.collected.is_some() {
            return;
        }
        self.flush();
        self.out.push_str("<span class=\"indent\">");
        self.out.extend(std::iter::repeat_n(' ', spaces));
        self.out.push_str("</span>");
    }

    /// Opens an element that was written as a tag.
    pub(super) fn start_tag(&mut self, tag: HtmlTag) {
        match tag {
            HtmlTag::Subscript => self.small("<sub>", "</sub>"),
            HtmlTag::Superscript => self.small("<sup>", "</sup>"),
            HtmlTag::Keyboard => self.element("<kbd>", "</kbd>", Close::Nothing),
            HtmlTag::Mark => self.element("<mark>", "</mark>", Close::Nothing),
            HtmlTag::Details => self.container("<details", None, "</details>\n"),
            HtmlTag::Summary => self.element("<summary dir=\"auto\">", "</summary>\n", Close::Break),
        }
    }

    fn small(&mut self, opening: &'static str, closing: &'static str) {
        if self.small >= super::SMALLEST || self.depth >= super::DEEPEST {
            return self.open.push(Close::Nothing);
        }
        self.small += 1;
        self.element(opening, closing, Close::Nothing);
        if let Some(close) = self.open.last_mut() {
            *close = Close::Small(closing);
        }
    }

    /// Writes an address that is not a link, after the text it belongs to.
    pub(super) fn aside(&mut self, address: &str) {
        self.out.push_str(" <code dir=\"ltr\">");
        push_text(&mut self.out, &shortened(address));
        self.out.push_str("</code>");
    }

    pub(super) fn start_link(&mut self, kind: LinkType, address: &str, title: &str) {
        self.flush();
        let href = match kind {
            LinkType::Email => link::href(&format!("mailto:{address}")),
            _ => link::href(address),
        };
        if let Some(number) = self.source_number(address) {
            self.link = Some(String::new());
            self.out.push_str("<a class=\"source-link\"");
            let id = format!("{}-source-{number}", self.sources);
            push_attribute(&mut self.out, "href", &format!("#{id}"));
            push_attribute(&mut self.out, "data-jump", &id);
            self.out.push('>');
            self.open.push(Close::Source);
            return;
        }
        if self.link.is_some() {
            // The parser does not nest links; should it ever, the inner one is plain text.
            self.open.push(Close::Nothing);
            return;
        }
        if let Some(href) = &href {
            self.open_link(href, title);
        }
        self.link = Some(String::new());
        self.open.push(Close::Link { href, address: with_title(address, title) });
    }

    /// The number in the address of one of the message's sources, `#source-3`.
    fn source_number(&self, address: &str) -> Option<u32> {
        let number =
            address.strip_prefix("#source-").filter(|_| !self.sources.is_empty() && self.link.is_none())?;
        let is_number =
            !number.starts_with('0') && number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit());
        number.parse().ok().filter(|_| is_number)
    }

    pub(super) fn end_source(&mut self) {
        self.flush();
        self.link = None;
        self.out.push_str("</a>");
        self.write_pictures();
    }

    pub(super) fn open_link(&mut self, href: &Href, title: &str) {
        self.out.push_str("<a");
        self.link_attributes(href, title);
        self.out.push('>');
    }

    fn link_attributes(&mut self, href: &Href, title: &str) {
        push_attribute(&mut self.out, "href", &href.address);
        if !title.is_empty() {
            push_attribute(&mut self.out, "title", title);
        }
        self.out.push_str(" rel=\"noopener noreferrer nofollow\" target=\"_blank\"");
    }

    pub(super) fn end_link(&mut self, href: Option<Href>, address: &str) {
        self.flush();
        let words = self.link.take().unwrap_or_default();
        match href {
            Some(href) => {
                self.out.push_str("</a>");
                self.unmask(&words, &href);
            }
            None if !address.is_empty() && words.trim() != address => self.aside(address),
            None => {}
        }
        self.write_pictures();
    }

    /// Writes the images that the link before held.
    fn write_pictures(&mut self) {
        for (name, href) in std::mem::take(&mut self.pictures) {
            self.out.push(' ');
            self.remote_image(&name, &href, "");
        }
    }

    pub(super) fn start_image(&mut self, address: &str, title: &str) {
        self.flush();
        self.images += 1;
        self.collected = Some(String::new());
        self.open.push(Close::Image { address: address.to_owned(), title: title.to_owned() });
    }

    /// Inside an image's description no tags are written; link addresses are added as text.
    pub(super) fn start_described(&mut self, tag: Tag<'_>) {
        self.open.push(match tag {
            Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. } => {
                Close::Described(with_title(&restored(&dest_url), &restored(&title)))
            }
            _ => Close::Nothing,
        });
    }

    pub(super) fn end_described(&mut self, address: &str) {
        if !address.is_empty() {
            self.words(&format!(" ({})", shortened(address)));
        }
    }

    pub(super) fn end_image(&mut self, address: &str, title: &str) {
        self.images = self.images.saturating_sub(1);
        let description = self.collected.take().unwrap_or_default();
        if link::is_data_image(address) {
            self.out.push_str("<img");
            push_attribute(&mut self.out, "src", address);
            push_attribute(&mut self.out, "alt", &description);
            if !title.is_empty() {
                push_attribute(&mut self.out, "title", title);
            }
            self.out.push('>');
            return;
        }
        let name = if description.is_empty() { "Image".to_owned() } else { format!("Image: {description}") };
        match link::href(address).filter(|href| !href.host.is_empty()) {
            Some(href) if self.link.is_some() => {
                push_text(&mut self.out, &name);
                self.pictures.push((with_title(&name, title), href));
            }
            Some(href) => self.remote_image(&name, &href, title),
            None => {
                push_text(&mut self.out, &name);
                self.aside(&with_title(address, title));
            }
        }
    }

    /// Writes a link to a remote image, because fetching the image would reveal the reader to its host.
    fn remote_image(&mut self, name: &str, href: &Href, title: &str) {
        self.out.push_str("<a class=\"remote-image\"");
        self.link_attributes(href, title);
        self.out.push('>');
        push_text(&mut self.out, name);
        self.out.push_str(" (");
        push_text(&mut self.out, &href.host);
        self.out.push_str(")</a>");
    }

    pub(super) fn footnote_reference(&mut self, label: &str) {
        if self.collected.is_some() {
            return self.words(&format!("[{label}]"));
        }
        self.flush();
        if self.link.is_some() {
            self.out.push_str("<sup>");
            push_text(&mut self.out, label);
            self.out.push_str("</sup>");
            return;
        }
        let note = self.footnote(label);
        let number = note.number;
        let first = !std::mem::replace(&mut note.referred, true);
        self.out.push_str("<sup><button type=\"button\"");
        push_attribute(&mut self.out, "data-jump", &format!("{}-fn-{number}", self.prefix));
        if first {
            push_attribute(&mut self.out, "id", &format!("{}-fnref-{number}", self.prefix));
        }
        push_attribute(&mut self.out, "aria-label", &format!("Footnote {label}"));
        self.out.push('>');
        push_text(&mut self.out, label);
        self.out.push_str("</button></sup>");
    }
}

fn with_title(address: &str, title: &str) -> String {
    if title.is_empty() { address.to_owned() } else { format!("{address} \"{title}\"") }
}

/// The address, cut to [`LONGEST_REFUSED`] characters and then followed by its full length.
fn shortened(address: &str) -> String {
    match address.char_indices().nth(LONGEST_REFUSED) {
        Some((end, _)) => {
            format!("{}… ({} characters)", address.get(..end).unwrap_or_default(), address.chars().count())
        }
        None => address.to_owned(),
    }
}
