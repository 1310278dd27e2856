//! Reporting when an element comes near the viewport or leaves it.

use leptos::prelude::*;
use leptos::reactive::send_wrapper_ext::SendOption;
use web_sys::{
    Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    js_sys::Array,
    wasm_bindgen::{JsCast, closure::Closure},
};

/// Calls back about the watched elements that come near the viewport.
#[derive(Clone, Copy)]
pub struct NearViewport {
    observer: StoredValue<Option<IntersectionObserver>, LocalStorage>,
}

impl NearViewport {
    /// `margin` is a CSS length: how far outside the viewport still counts as near. `seen` is called once for each
    /// element.
    pub fn new(margin: &str, seen: impl Fn(Element) + 'static) -> Self {
        Self::observe(margin, move |observer, element, near| {
            if near {
                observer.unobserve(&element);
                seen(element);
            }
        })
    }

    /// As [`NearViewport::new`], but calls `changed` whenever an element comes near (true) or is no longer near (false).
    /// Elements stay watched.
    pub fn changes(margin: &str, changed: impl Fn(Element, bool) + 'static) -> Self {
        Self::observe(margin, move |_, element, near| changed(element, near))
    }

    fn observe(margin: &str, report: impl Fn(&IntersectionObserver, Element, bool) + 'static) -> Self {
        let callback = Closure::<dyn Fn(Array, IntersectionObserver)>::new(
            move |entries: Array, observer: IntersectionObserver| {
                for entry in
                    entries.iter().filter_map(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok())
                {
                    report(&observer, entry.target(), entry.is_intersecting());
                }
            },
        );
        let options = IntersectionObserverInit::new();
        options.set_root_margin(margin);
        let observer =
            IntersectionObserver::new_with_options(callback.as_ref().unchecked_ref(), &options).ok();
        let held = SendOption::new_local(Some((callback, observer.clone())));
        on_cleanup(move || {
            if let Some((_, Some(observer))) = held.as_ref() {
                observer.disconnect();
            }
        });
        Self { observer: StoredValue::new_local(observer) }
    }

    /// Starts watching. A browser without `IntersectionObserver` never reports anything.
    pub fn watch(&self, element: &Element) {
        let _ = self.observer.try_with_value(|observer| {
            if let Some(observer) = observer {
                observer.observe(element);
            }
        });
    }

    /// Stops watching an element. The browser computes the position of every watched element in each frame that
    /// scrolls, so elements that are no longer of interest should not stay watched.
    pub fn forget(&self, element: &Element) {
        let _ = self.observer.try_with_value(|observer| {
            if let Some(observer) = observer {
                observer.unobserve(element);
            }
        });
    }
}
