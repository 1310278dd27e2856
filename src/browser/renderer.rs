//! Loads and calls the Markdown renderer: a WebAssembly module of its own (the crate `renderer`), fetched when there is
//! something to render. Once it is loaded, rendering is a synchronous call.

use std::cell::{Cell, OnceCell};

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};
use web_sys::js_sys::{Promise, futures::JsFuture};

use super::{timer, tracking};

#[wasm_bindgen]
extern "C" {
    /// Imports and instantiates the module; defined in `public/early.js`.
    #[wasm_bindgen(catch, js_name = loadRenderer)]
    fn load_renderer() -> Result<Promise, JsValue>;

    #[derive(Clone)]
    type Module;

    /// `render` of the crate `renderer`, as exported by the module.
    #[wasm_bindgen(method, catch)]
    fn render(this: &Module, source: &str, prefix: &str, sources: &str) -> Result<String, JsValue>;

    /// `as_typed` of the crate `renderer`.
    #[wasm_bindgen(method, catch)]
    fn as_typed(this: &Module, source: &str) -> Result<String, JsValue>;
}

thread_local! {
    static MODULE: OnceCell<Module> = const { OnceCell::new() };
    static LOADING: Cell<bool> = const { Cell::new(false) };
    /// Whether the module was loaded; `None` while that is not known.
    static THERE: ArcRwSignal<Option<bool>> = ArcRwSignal::new(None);
}

/// HTML that is safe to insert into the page: only the renderer makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// What is inside of a single paragraph as a person typed it (see [`as_typed`]); `None` if this is anything else. Most
    /// messages of people are one, and a long conversation has thousands of them.
    #[must_use]
    pub fn inside_typed(&self) -> Option<Self> {
        let inside =
            self.0.strip_prefix("<p class=\"typed\" dir=\"auto\">")?.trim_end().strip_suffix("</p>")?;
        let is_single = !["<p", "<div"].iter().any(|block| inside.contains(block));
        is_single.then(|| Self(inside.to_owned()))
    }
}

/// The HTML of a Markdown text. `None` while the renderer is not loaded; the call then starts loading it, and a caller
/// in a reactive scope runs again when it is there.
///
/// `prefix` is put before the ids in the HTML (footnotes have some), so that those of two messages differ. Links to
/// `#source-1` lead to the element with the id `{sources}-source-1`; with an empty `sources` there are none.
pub fn render(source: &str, prefix: &str, sources: &str) -> Option<SafeHtml> {
    loaded()?.render(source, prefix, sources).ok().map(SafeHtml)
}

/// The HTML of a Markdown text for a file that the person saves, which no page of this app shows; `None` while the renderer
/// is not loaded. `prefix` makes the ids in it unique.
pub fn for_file(source: &str, prefix: &str) -> Option<String> {
    render(source, prefix, "").map(SafeHtml::into_string)
}

/// The HTML of a text that a person typed: to the letter, with addresses and code recognised. `None` as for [`render`].
pub fn as_typed(source: &str) -> Option<SafeHtml> {
    loaded()?.as_typed(source).ok().map(SafeHtml)
}

/// The module; `None` begins to load it. If a call traps, out of memory for example, only that message is shown without
/// Markdown.
fn loaded() -> Option<Module> {
    let module = MODULE.with(|module| module.get().cloned());
    if module.is_none() {
        is_there();
    }
    module
}

/// Whether the renderer was loaded; tracked, `None` while that is not known. The first call starts loading it.
pub fn is_there() -> Option<bool> {
    let there = THERE.with(Clone::clone);
    tracking::track(&there);
    let there = there.get_untracked();
    if there.is_none() {
        load();
    }
    there
}

/// Loads the renderer unless it is loaded or being loaded; tries again after a failure.
pub fn load() {
    if MODULE.with(|module| module.get().is_some()) || LOADING.replace(true) {
        return;
    }
    spawn_local(async {
        let loaded = match load_renderer() {
            Ok(promise) => JsFuture::from(promise).await,
            Err(error) => Err(error),
        };
        LOADING.set(false);
        let there = loaded.is_ok_and(|module| MODULE.with(|home| home.set(module.unchecked_into()).is_ok()));
        THERE.with(Clone::clone).set(Some(there));
    });
}

/// Loads the renderer when the browser is idle, after the next frame.
pub fn load_when_idle() {
    request_animation_frame(|| timer::when_idle(load));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_single_typed_paragraph_has_an_inside() {
        let inside = |html: &str| SafeHtml(html.to_owned()).inside_typed().map(SafeHtml::into_string);
        let typed = |words: &str| format!("<p class=\"typed\" dir=\"auto\">{words}</p>\n");
        assert_eq!(
            inside(&typed("Is <code>a</code> &lt;p&gt;?")).as_deref(),
            Some("Is <code>a</code> &lt;p&gt;?")
        );
        assert_eq!(inside(&format!("{}{}", typed("One"), typed("Two"))), None);
        assert_eq!(inside(&format!("{}<div class=\"code\"></div>", typed("One"))), None);
        assert_eq!(inside(&format!("{}<pre class=\"aligned\"></pre>{}", typed("One"), typed("Two"))), None);
        assert_eq!(inside("<p dir=\"auto\">Markdown</p>"), None);
    }
}
