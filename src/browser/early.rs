//! What `public/early.js` does for the app. The first rows of the address that was opened are asked for while the app itself
//! is being loaded.
//! Which request that is, is remembered in the local storage from the last time the same address was opened.

use std::cell::Cell;

use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};
use web_sys::{
    Response,
    js_sys::{Promise, futures::JsFuture},
};

use super::storage;

#[wasm_bindgen]
extern "C" {
    /// The answer of the request that was sent early, once, if it is this one; else `undefined`.
    #[wasm_bindgen(catch, js_name = takeEarlyAnswer)]
    fn take_early_answer(url: &str, headers: &str) -> Result<JsValue, JsValue>;

    /// Loads the style sheet of what is loaded later; a promise.
    #[wasm_bindgen(catch, js_name = loadLaterStyle)]
    fn load_later_style() -> Result<JsValue, JsValue>;

    /// Has this request sent early when the address of the page is opened again.
    #[wasm_bindgen(catch, js_name = rememberFirstRequest)]
    fn remember_first_request(url: &str, headers: &str) -> Result<(), JsValue>;
}

thread_local! {
    static FIRST: Cell<bool> = const { Cell::new(true) };
}

/// The local storage key of `public/early.js`.
const KEY: &str = "colloquy:first-request:1";

/// Has no request sent early, because the address will show something else.
pub fn forget() {
    storage::remove(KEY);
}

/// The answer to a `GET`, if it was sent early. `headers` is a JSON object. The first request of the page is remembered.
/// `None` if it was not sent, or not answered: it is then to be sent as any other.
pub async fn answer(url: &str, headers: &str) -> Option<Response> {
    if !FIRST.replace(false) {
        return None;
    }
    let _ = remember_first_request(url, headers);
    let promise = take_early_answer(url, headers).ok()?.dyn_into::<Promise>().ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// Loads the style sheet of lazy modules. False if it could not be loaded.
pub async fn later_style() -> bool {
    match load_later_style().map(JsCast::dyn_into::<Promise>) {
        Ok(Ok(promise)) => JsFuture::from(promise).await.is_ok(),
        _ => true,
    }
}
