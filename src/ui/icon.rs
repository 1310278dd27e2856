//! Icons from the SVG sprite that is part of the page (`public/icons.svg`), so that they need no request.

use leptos::prelude::*;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        /// A symbol of the sprite.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Glyph {
            $(
                #[doc = concat!("The symbol `i-", $id, "`.")]
                $name,
            )*
        }

        impl Glyph {
            fn href(self) -> &'static str {
                match self { $(Self::$name => concat!("#i-", $id),)* }
            }

            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

icons! {
    Brand = "brand",
    Search = "search",
    Close = "close",
    Up = "up",
    Down = "down",
    Left = "left",
    Right = "right",
    More = "more",
    Copy = "copy",
    Check = "check",
    Link = "link",
    Sun = "sun",
    Moon = "moon",
    Screen = "screen",
    Columns = "columns",
    Rows = "rows",
    Chart = "chart",
    Filter = "filter",
    /// Values with counts.
    Facets = "facets",
    /// All but this.
    Exclude = "exclude",
    /// Some at random.
    Sample = "sample",
    Plus = "plus",
    /// A bookmark.
    Views = "views",
    Refresh = "refresh",
    ThumbUp = "thumb-up",
    ThumbDown = "thumb-down",
    Comment = "comment",
    Tag = "tag",
    Tool = "tool",
    Code = "code",
    Judge = "judge",
    Pin = "pin",
    Thought = "thought",
    Scroll = "scroll",
    Warning = "warning",
    Offline = "offline",
    Clock = "clock",
    File = "file",
    Image = "image",
    Folder = "folder",
    Download = "download",
    Person = "person",
    Settings = "settings",
    Edit = "edit",
    Delete = "delete",
}

/// An icon beside words, or inside a button that has its own name; hidden from screen readers either way.
#[component]
pub fn Icon(#[prop(into)] glyph: Signal<Glyph>) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=move || glyph.get().href()></use>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::Glyph;

    #[test]
    fn every_icon_is_in_the_sprite() {
        let sprite = include_str!("../../public/icons.svg");
        for glyph in Glyph::ALL {
            let id = format!("id=\"{}\"", glyph.href().trim_start_matches('#'));
            assert!(sprite.contains(&id), "{glyph:?} is missing");
        }
        assert_eq!(
            sprite.matches("<symbol").count(),
            Glyph::ALL.len(),
            "the sprite has pictures nobody uses"
        );
    }
}
