//! Local storage, which a locked-down browser may not have.

use web_sys::Storage;

/// What is stored under `key`.
pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Stores; a full or forbidden storage is no error, the choice then lasts as long as the page.
pub fn set(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

fn storage() -> Option<Storage> {
    leptos::prelude::window().local_storage().ok()?
}
