//! Local storage, which may be full, and which a locked-down browser may not have. What cannot be stored is held in memory for as
//! long as the page lives.

use std::{cell::RefCell, collections::BTreeMap};

use web_sys::Storage;

thread_local! {
    /// What could not be stored.
    static MEMORY: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
    static WATCHER: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
}

/// What is stored under `key`.
pub fn get(key: &str) -> Option<String> {
    held(key).or_else(|| storage()?.get_item(key).ok()?)
}

fn held(key: &str) -> Option<String> {
    MEMORY.with_borrow(|memory| memory.get(key).cloned())
}

/// Stores, or holds in memory where storage is full or forbidden; false then.
pub fn set(key: &str, value: &str) -> bool {
    let stored = put(key, value);
    let changed = MEMORY.with_borrow_mut(|memory| match stored {
        true => memory.remove(key).is_some(),
        false => memory.insert(key.to_owned(), value.to_owned()).is_none(),
    });
    if changed {
        tell();
    }
    stored
}

/// Stores what one can do without; false where that cannot be.
pub fn put(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// Forgets what is stored under `key`.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
    if MEMORY.with_borrow_mut(|memory| memory.remove(key)).is_some() {
        tell();
    }
}

/// All keys that begin so.
pub fn keys(prefix: &str) -> Vec<String> {
    let stored = storage().into_iter().flat_map(|storage| {
        let count = storage.length().unwrap_or_default();
        (0..count).filter_map(|index| storage.key(index).ok()?).collect::<Vec<_>>()
    });
    stored.filter(|key| key.starts_with(prefix)).collect()
}

/// Whether there is anything to store in; it may be full.
pub fn is_there() -> bool {
    storage().is_some()
}

/// Whether something under a key that begins so is in memory only, and gone with the page.
pub fn is_unkept(prefix: &str) -> bool {
    MEMORY.with_borrow(|memory| memory.keys().any(|key| key.starts_with(prefix)))
}

/// Stores what could not be stored before, where it can be by now.
pub fn settle() {
    let held = MEMORY.with_borrow(BTreeMap::clone);
    for (key, value) in held {
        set(&key, &value);
    }
}

/// Has `act` called whenever something could not be stored, or can be again.
pub fn watch(act: impl Fn() + 'static) {
    WATCHER.set(Some(Box::new(act)));
}

fn tell() {
    WATCHER.with_borrow(|watcher| {
        if let Some(act) = watcher {
            act();
        }
    });
}

fn storage() -> Option<Storage> {
    leptos::prelude::window().local_storage().ok()?
}
