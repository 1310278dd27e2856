//! Locks between the tabs of one browser (Web Locks), which the browser takes back from a tab that is gone. A page that is
//! served without TLS from another machine has none.

use leptos::prelude::window;
use web_sys::{
    js_sys::{
        Array, Function, Promise, Reflect,
        futures::{JsFuture, future_to_promise},
    },
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};

/// Takes the lock and keeps it for as long as the page lives. Resolves once it is held; false where there are no locks.
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

/// Runs `act` while no other tab does, with the names of all locks that some tab holds or waits for. False, and
/// nothing done, where there are no locks.
pub async fn alone(name: &str, act: impl FnOnce(&[String]) + 'static) -> bool {
    let Some(locks) = locks() else { return false };
    let asked = locks.clone();
    let taken = Closure::once_into_js(move |_: JsValue| -> JsValue {
        let names = async move {
            let answer = call(&asked, "query", &[])?;
            let answer = JsFuture::from(Promise::from(answer)).await?;
            let mut names = Vec::new();
            for list in ["held", "pending"] {
                let list: Array = Reflect::get(&answer, &list.into())?.dyn_into()?;
                names.extend(
                    list.iter().filter_map(|lock| Reflect::get(&lock, &"name".into()).ok()?.as_string()),
                );
            }
            act(&names);
            Ok(JsValue::UNDEFINED)
        };
        future_to_promise(names).into()
    });
    match call(&locks, "request", &[&name.into(), &taken]) {
        Ok(done) => JsFuture::from(Promise::from(done)).await.is_ok(),
        Err(_) => false,
    }
}

fn locks() -> Option<JsValue> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    locks.is_object().then_some(locks)
}

fn call(of: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(of, &name.into())?.dyn_into()?;
    function.apply(of, &arguments.iter().copied().collect::<Array>())
}
