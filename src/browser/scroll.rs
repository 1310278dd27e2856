//! Scrolling to an element.

use web_sys::{Element, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Where the element is after scrolling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScrollTarget {
    /// At the top of the scroll container.
    Top,
    /// Just inside the scroll container, moving as little as possible.
    Nearest,
}

/// Scrolls `element` into view at once: an animation would only delay reading.
pub fn to(element: &Element, target: ScrollTarget) {
    let options = ScrollIntoViewOptions::new();
    options.set_behavior(ScrollBehavior::Instant);
    options.set_block(match target {
        ScrollTarget::Top => ScrollLogicalPosition::Start,
        ScrollTarget::Nearest => ScrollLogicalPosition::Nearest,
    });
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
