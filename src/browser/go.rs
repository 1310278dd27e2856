//! Going to another page of the app.

use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::base;

/// What happens to the history entry of where we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryEntry {
    /// Back comes here again.
    Push,
    /// Back goes past this.
    Replace,
}

/// A function that goes to a base-relative href. Make it while a component is built; call it any time.
pub fn goer() -> impl Fn(&str, HistoryEntry) + Clone + Send + Sync + 'static {
    let navigate = use_navigate();
    move |href, trail| {
        let options = NavigateOptions {
            resolve: false,
            replace: trail == HistoryEntry::Replace,
            scroll: false,
            ..Default::default()
        };
        navigate(&format!("{}{href}", base::path()), options);
    }
}
