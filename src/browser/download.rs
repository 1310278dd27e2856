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
    let mut file = GrowingFile::new(mime);
    file.add(text);
    file.save(name)
}

/// A file that is written piece by piece. The browser keeps the pieces outside of the page's memory, and large ones on
/// the disk.
pub struct GrowingFile {
    mime: String,
    /// One `Blob` for each piece.
    pieces: Array,
    /// Whether the browser took all pieces.
    is_whole: bool,
}

impl GrowingFile {
    /// An empty file of this type, e.g. `application/json`.
    pub fn new(mime: &str) -> Self {
        Self { mime: mime.to_owned(), pieces: Array::new(), is_whole: true }
    }

    /// Adds text at the end.
    pub fn add(&mut self, text: &str) {
        match Blob::new_with_str_sequence(&Array::of1(&JsString::from(text))) {
            Ok(piece) => drop(self.pieces.push(&piece)),
            Err(_) => self.is_whole = false,
        }
    }

    /// Has the browser save it under this name. False where the browser cannot.
    pub fn save(self, name: &str) -> bool {
        let options = BlobPropertyBag::new();
        options.set_type(&self.mime);
        let Ok(blob) = Blob::new_with_blob_sequence_and_options(&self.pieces, &options) else { return false };
        let address = Url::create_object_url_with_blob(&blob).ok().filter(|_| self.is_whole);
        let Some(address) = address else { return false };
        let link =
            document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
        if let Some(link) = &link {
            link.set_href(&address);
            link.set_download(name);
            link.click();
        }
        // The browser starts saving once this task ends, and then holds the data itself.
        set_timeout(move || forget(&address), std::time::Duration::from_secs(10));
        link.is_some()
    }
}
