//! Locks shared by the tabs of one browser (Web Locks). The browser releases the locks of a closed tab. Without a
//! secure context (plain HTTP from another machine) there are none.

use leptos::prelude::window;
use web_sys::{
    js_sys::{Array, Function, Promise, Reflect, futures::JsFuture},
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};

/// Takes the lock and keeps it until the page is closed. Resolves once it is held; false if the browser has no locks.
pub async fn keep(name: &str) -> bool {
    let Some(locks) = locks() else { return false };
    let held = Promise::new(&mut |resolve: Function, _| {
        let taken = Closure::once_into_js(move |_: JsValue| -> JsValue {
            let _ = resolve.call0(&JsValue::NULL);
            // A promise that never settles holds the lock.
            Promise::new(&mut |_, _| {}).into()
        });
        let _ = call(&locks, "request", &[&name.into(), &taken]);
    });
    JsFuture::from(held).await.is_ok()
}

/// Runs `act` as soon as nobody holds the lock, which means that the tab which held it is closed.
pub async fn once_free(name: &str, act: impl FnOnce() + 'static) {
    let Some(locks) = locks() else { return };
    let taken = Closure::once_into_js(move |_: JsValue| act());
    if let Ok(done) = call(&locks, "request", &[&name.into(), &taken]) {
        let _ = JsFuture::from(Promise::from(done)).await;
    }
}

/// Whether the browser has Web Locks.
pub fn are_there() -> bool {
    locks().is_some()
}

fn locks() -> Option<JsValue> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    locks.is_object().then_some(locks)
}

fn call(of: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(of, &name.into())?.dyn_into()?;
    function.apply(of, &arguments.iter().copied().collect::<Array>())
}
