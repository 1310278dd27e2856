//! Lazy modules: parts of the app that the first screen does not need, each a WebAssembly module of its own that is
//! loaded on demand. A release build splits them off (`tests/xtask/src/build/split.rs`); in a debug build, as `trunk serve`
//! makes it, the app is a single module, and they are available at once.

use std::{cell::Cell, future::Future, pin::Pin, thread::LocalKey};

use leptos::{prelude::*, task::spawn_local};

use super::{problem::Problem, skeleton::Skeleton};
use crate::browser::{early, spawned::Spawned, timer, tracking};

/// Renders the component of a lazy module.
pub type Render<Props> = fn(Props) -> AnyView;

/// A lazy module could not be loaded.
pub struct LoadFailed;

#[cfg(wasm_split)]
impl From<wasm_split_helpers::SplitLoaderError> for LoadFailed {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Loads a lazy module; called again, it fetches the module only if it is not loaded.
pub type Loader<Entry> = fn() -> Pin<Box<dyn Future<Output = Result<Entry, LoadFailed>>>>;

/// The state of one lazy module, whose `Entry` is the function to call: for a component, made by [`lazy_module!`], a
/// [`Render`].
pub struct LazyModule<Entry: 'static> {
    load: Loader<Entry>,
    loading: Cell<bool>,
    /// The function, or an error if it could not be loaded; `None` while that is not known.
    entry: ArcRwSignal<Option<Result<Entry, ()>>>,
}

impl<Entry: Copy + Send + Sync + 'static> LazyModule<Entry> {
    pub fn new(load: Loader<Entry>) -> Self {
        Self { load, loading: Cell::new(false), entry: ArcRwSignal::new(None) }
    }
}

/// Loads a lazy module unless it is loaded or being loaded; tries again after a failure.
pub fn open<Entry: Copy + Send + Sync + 'static>(module: &'static LocalKey<LazyModule<Entry>>) {
    let (entry, load) = module.with(|module| (module.entry.clone(), module.load));
    let there = entry.with_untracked(|entry| matches!(entry, Some(Ok(_))));
    if there || module.with(|module| module.loading.replace(true)) {
        return;
    }
    spawn_local(async move {
        let loaded = with_style(load).await;
        module.with(|module| module.loading.set(false));
        entry.set(Some(loaded));
    });
}

/// Whether a lazy module is loaded. Tracked.
pub fn is_there<Entry: Copy + Send + Sync + 'static>(module: &'static LocalKey<LazyModule<Entry>>) -> bool {
    matches!(loaded(module), Some(Ok(_)))
}

/// The function of a lazy module, or an error if it could not be loaded; `None` while that is not known. Tracked.
pub fn loaded<Entry: Copy + Send + Sync + 'static>(
    module: &'static LocalKey<LazyModule<Entry>>,
) -> Option<Result<Entry, ()>> {
    let entry = module.with(|module| module.entry.clone());
    tracking::track(&entry);
    entry.get_untracked()
}

/// The function of a lazy module once it is loaded; `None` if it cannot be loaded.
pub async fn when_loaded<Entry: Copy + Send + Sync + 'static>(
    module: &'static LocalKey<LazyModule<Entry>>,
) -> Option<Entry> {
    let (entry, load) = module.with(|module| (module.entry.clone(), module.load));
    if let Some(Ok(there)) = entry.get_untracked() {
        return Some(there);
    }
    let loaded = with_style(load).await;
    entry.set(Some(loaded));
    loaded.ok()
}

/// Loads a module and, meanwhile, the style sheet that lazy modules share.
async fn with_style<Entry: 'static>(load: Loader<Entry>) -> Result<Entry, ()> {
    let style = Spawned::new(early::later_style());
    let loaded = load().await.map_err(|LoadFailed| ());
    if style.await { loaded } else { Err(()) }
}

/// Loads a lazy module when the browser is idle, after the next frame.
pub fn open_when_idle<Entry: Copy + Send + Sync + 'static>(module: &'static LocalKey<LazyModule<Entry>>) {
    request_animation_frame(move || timer::when_idle(move || open(module)));
}

/// The module's component with `props` once it is loaded; grey lines until then, and a message with a button to try
/// again if loading fails. `label` says what is being loaded.
pub fn enter<Props: 'static>(
    module: &'static LocalKey<LazyModule<Render<Props>>>,
    label: &'static str,
    props: impl Fn() -> Props + Send + 'static,
) -> AnyView {
    let entry = module.with(|module| module.entry.clone());
    if entry.with_untracked(Option::is_none) {
        open(module);
    }
    let inside = move || match entry.get() {
        Some(Ok(entry)) => entry(props()),
        Some(Err(())) => load_failed(Callback::new(move |()| open(module))),
        None => view! { <div class="pane lazy-module"><Skeleton label lines=8 /></div> }.into_any(),
    };
    inside.into_any()
}

/// The module's component in a line of text: nothing until it is loaded, and a button to try again if loading fails.
pub fn enter_line<Props: 'static>(
    module: &'static LocalKey<LazyModule<Render<Props>>>,
    props: impl Fn() -> Props + Send + 'static,
) -> AnyView {
    let entry = module.with(|module| module.entry.clone());
    if entry.with_untracked(Option::is_none) {
        open(module);
    }
    let inside = move || match entry.get() {
        Some(Ok(entry)) => Some(entry(props())),
        Some(Err(())) => Some(
            view! {
                <button type="button" class="quiet" on:click=move |_| open(module)>
                    "This could not be loaded: try again"
                </button>
            }
            .into_any(),
        ),
        None => None,
    };
    inside.into_any()
}

fn load_failed(retry: Callback<()>) -> AnyView {
    view! {
        <div class="pane lazy-module">
            <Problem
                title="This part of the page could not be loaded"
                detail="Is the network there? If Colloquy was updated meanwhile, reload the page: nothing you saved is lost."
                retry
            />
        </div>
    }
    .into_any()
}

/// Puts a component into a lazy module: `lazy_module!(NAME, module, load, Component, ComponentProps)`.
///
/// `NAME` is the static for [`enter`], `module` the name of the module's file, and `load` a name for the function that
/// loads it, unique in the app.
macro_rules! lazy_module {
    ($(#[$doc:meta])* $name:ident, $module:ident, $load:ident, $component:ident, $props:ty) => {
        std::thread_local! {
            $(#[$doc])*
            pub static $name: $crate::ui::lazy::LazyModule<$crate::ui::lazy::Render<$props>> =
                $crate::ui::lazy::LazyModule::new(|| std::boxed::Box::pin($load()));
        }

        #[cfg(wasm_split)]
        #[wasm_split_helpers::wasm_split($module, fallible)]
        fn $load() -> Result<$crate::ui::lazy::Render<$props>, $crate::ui::lazy::LoadFailed> {
            Ok(|props| leptos::prelude::IntoAny::into_any($component(props)))
        }

        #[cfg(not(wasm_split))]
        async fn $load() -> Result<$crate::ui::lazy::Render<$props>, $crate::ui::lazy::LoadFailed> {
            Ok(|props| leptos::prelude::IntoAny::into_any($component(props)))
        }
    };
}
pub(crate) use lazy_module;
