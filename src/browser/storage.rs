//! Local storage, which may be full, or blocked by the browser's settings. What cannot be stored is held in memory
//! until the page is closed.

use std::{cell::RefCell, collections::BTreeMap};

use web_sys::Storage;

thread_local! {
    /// Entries that could not be stored.
    static MEMORY: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
    static WATCHER: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
}

pub fn get(key: &str) -> Option<String> {
    held(key).or_else(|| storage()?.get_item(key).ok()?)
}

fn held(key: &str) -> Option<String> {
    MEMORY.with_borrow(|memory| memory.get(key).cloned())
}

/// Stores the value. Where storage is full or blocked, holds it in memory and returns false.
pub fn set(key: &str, value: &str) -> bool {
    let stored = put(key, value);
    let changed = MEMORY.with_borrow_mut(|memory| match stored {
        true => memory.remove(key).is_some(),
        false => memory.insert(key.to_owned(), value.to_owned()).is_none(),
    });
    if changed {
        notify();
    }
    stored
}

/// Stores a value that may be lost: false if it could not be stored, and it is not held in memory then.
pub fn put(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
    if MEMORY.with_borrow_mut(|memory| memory.remove(key)).is_some() {
        notify();
    }
}

/// A value in the storage of this tab, which survives reloads.
pub fn get_of_tab(key: &str) -> Option<String> {
    storage_of_tab()?.get_item(key).ok()?
}

/// Stores a value for this tab. What cannot be stored is lost.
pub fn set_of_tab(key: &str, value: &str) {
    if let Some(storage) = storage_of_tab() {
        let _ = storage.set_item(key, value);
    }
}

fn storage_of_tab() -> Option<Storage> {
    leptos::prelude::window().session_storage().ok()?
}

/// All stored keys with this prefix.
pub fn keys(prefix: &str) -> Vec<String> {
    let stored = storage().into_iter().flat_map(|storage| {
        let count = storage.length().unwrap_or_default();
        (0..count).filter_map(|index| storage.key(index).ok()?).collect::<Vec<_>>()
    });
    stored.filter(|key| key.starts_with(prefix)).collect()
}

/// Whether the browser allows local storage; it may be full.
pub fn is_there() -> bool {
    storage().is_some()
}

/// Whether an entry with this key prefix is in memory only, and so is lost with the page.
pub fn is_held_in_memory(prefix: &str) -> bool {
    MEMORY.with_borrow(|memory| memory.keys().any(|key| key.starts_with(prefix)))
}

/// Tries again to store what is held in memory.
pub fn store_held() {
    let held = MEMORY.with_borrow(BTreeMap::clone);
    for (key, value) in held {
        set(&key, &value);
    }
}

/// Sets the callback for when an entry could not be stored, and when it could be after all. There is only one.
pub fn watch(act: impl Fn() + 'static) {
    WATCHER.set(Some(Box::new(act)));
}

fn notify() {
    WATCHER.with_borrow(|watcher| {
        if let Some(act) = watcher {
            act();
        }
    });
}

fn storage() -> Option<Storage> {
    leptos::prelude::window().local_storage().ok()?
}
