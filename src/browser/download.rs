//! Saving a text as a file, and addresses for files in memory.

use leptos::prelude::*;
use web_sys::{
    Blob, BlobPropertyBag, HtmlAnchorElement, Url,
    js_sys::{Array, JsString, Uint8Array},
    wasm_bindgen::JsCast,
};

/// An address for bytes that are in memory; to be given back with [`forget`].
pub fn address_of(bytes: &[u8], mime: &str) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// Gives back an address that [`address_of`] made, and the memory of its bytes.
pub fn forget(address: &str) {
    let _ = Url::revoke_object_url(address);
}

/// Saves `text` as a file of this name; `mime` is its type, e.g. `application/json`. False where the browser cannot.
pub fn save(name: &str, mime: &str, text: &str) -> bool {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&JsString::from(text));
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return false };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else { return false };
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = &link {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The browser starts saving once this task ends, and then holds the data itself.
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&address);
        },
        std::time::Duration::from_secs(10),
    );
    link.is_some()
}
