//! Scrolling to something.

use web_sys::{Element, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Where the element comes to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScrollTarget {
    /// At the top of what scrolls.
    Top,
    /// Just inside, moving as little as possible.
    Nearest,
}

/// Scrolls `element` into view at once: who asked for it wants to read, not to watch a ride.
pub fn to(element: &Element, stand: ScrollTarget) {
    let options = ScrollIntoViewOptions::new();
    options.set_behavior(ScrollBehavior::Instant);
    options.set_block(match stand {
        ScrollTarget::Top => ScrollLogicalPosition::Start,
        ScrollTarget::Nearest => ScrollLogicalPosition::Nearest,
    });
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
