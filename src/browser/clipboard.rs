//! Copying text to the clipboard.

use web_sys::js_sys::futures::JsFuture;

/// Puts `text` on the clipboard; false where the browser does not allow it (no secure context, no permission).
pub async fn copy(text: &str) -> bool {
    // An insecure origin has no clipboard at all: the property is undefined, whatever the binding's type says.
    if !leptos::prelude::window().is_secure_context() {
        return false;
    }
    let promise = leptos::prelude::window().navigator().clipboard().write_text(text);
    JsFuture::from(promise).await.is_ok()
}
