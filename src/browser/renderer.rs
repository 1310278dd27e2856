//! The Markdown renderer: a WebAssembly module of its own (the crate `renderer`), loaded when there is something to
//! render. Once it is there, rendering is a plain call.

use std::cell::{Cell, OnceCell};

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};
use web_sys::js_sys::{Promise, futures::JsFuture};

use super::{timer, tracking};

#[wasm_bindgen]
extern "C" {
    /// Imports and starts the module (`public/early.js`).
    #[wasm_bindgen(catch, js_name = loadRenderer)]
    fn load_renderer() -> Result<Promise, JsValue>;

    #[derive(Clone)]
    type Module;

    /// `renderer::render`.
    #[wasm_bindgen(method, catch)]
    fn render(this: &Module, source: &str, prefix: &str) -> Result<String, JsValue>;
}

thread_local! {
    static MODULE: OnceCell<Module> = const { OnceCell::new() };
    static LOADING: Cell<bool> = const { Cell::new(false) };
    /// Whether it could be loaded; `None` before that is known.
    static THERE: ArcRwSignal<Option<bool>> = ArcRwSignal::new(None);
}

/// HTML that is safe to put into the page as it is: the renderer made it, and nothing else can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// The HTML.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// The HTML of a Markdown text. `None` while the renderer is not there: it is loaded then, and who asked in a reactive
/// scope asks again.
///
/// `prefix` keeps the ids of one message apart from those of another: footnotes have ids.
pub fn render(source: &str, prefix: &str) -> Option<SafeHtml> {
    match MODULE.with(|module| module.get().cloned()) {
        // A trap, out of memory say, costs this one message its looks.
        Some(module) => module.render(source, prefix).ok().map(SafeHtml),
        None => {
            is_there();
            None
        }
    }
}

/// Whether the renderer could be loaded, as a reactive read; `None` while that is not known. Loads it the first time.
pub fn is_there() -> Option<bool> {
    let there = THERE.with(Clone::clone);
    tracking::track(&there);
    let there = there.get_untracked();
    if there.is_none() {
        load();
    }
    there
}

/// Loads the renderer unless it is there or on its way; after a failure, again.
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

/// Loads the renderer when there is nothing better to do, after the next frame.
pub fn load_when_idle() {
    request_animation_frame(|| timer::when_idle(load));
}
