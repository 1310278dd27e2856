//! Navigating within the app.

use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::base;

/// What a navigation does with the history entry of the page it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryEntry {
    /// Keeps it: Back returns to it.
    Push,
    /// Overwrites it: Back skips it.
    Replace,
}

/// Returns a function that navigates to a base-relative href. Call `navigator` while a component is built; the function can
/// be called at any time.
pub fn navigator() -> impl Fn(&str, HistoryEntry) + Clone + Send + Sync + 'static {
    let navigate = use_navigate();
    move |href, entry| {
        let options = NavigateOptions {
            resolve: false,
            replace: entry == HistoryEntry::Replace,
            scroll: false,
            ..Default::default()
        };
        navigate(&format!("{}{href}", base::path()), options);
    }
}
