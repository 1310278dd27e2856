//! Rooms apart: what a page can do without at first is a WebAssembly module of its own, which is loaded when somebody is
//! about to enter. `cargo xtask build` parts them from the app (`tests/xtask/src/build/rooms.rs`); built by Trunk alone,
//! the app is one piece, and a room is there at once.

use std::{cell::Cell, future::Future, pin::Pin, thread::LocalKey};

use leptos::{prelude::*, task::spawn_local};

use super::{problem::Problem, skeleton::Skeleton};
use crate::browser::timer;

/// Draws what is in a room.
pub type Render<Props> = fn(Props) -> AnyView;

/// The room's module could not be loaded.
pub struct LoadFailed;

#[cfg(rooms_apart)]
impl From<wasm_split_helpers::SplitLoaderError> for LoadFailed {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Loads a room's module; tried again, it loads it again only when it is not there.
pub type Loader<Props> = fn() -> Pin<Box<dyn Future<Output = Result<Render<Props>, LoadFailed>>>>;

/// One room, from before it is loaded. Made by [`lazy_module!`].
pub struct LazyModule<Props: 'static> {
    load: Loader<Props>,
    loading: Cell<bool>,
    /// The way in; `None` while that is not known, an error where there is none.
    entry: ArcRwSignal<Option<Result<Render<Props>, ()>>>,
}

impl<Props: 'static> LazyModule<Props> {
    /// A room that nobody asked for yet.
    pub fn new(load: Loader<Props>) -> Self {
        Self { load, loading: Cell::new(false), entry: ArcRwSignal::new(None) }
    }
}

/// Loads a room unless it is there or on its way; after a failure, again.
pub fn open<Props: 'static>(module: &'static LocalKey<LazyModule<Props>>) {
    let (entry, load) = module.with(|module| (module.entry.clone(), module.load));
    let there = entry.with_untracked(|entry| matches!(entry, Some(Ok(_))));
    if there || module.with(|module| module.loading.replace(true)) {
        return;
    }
    spawn_local(async move {
        let loaded = load().await.map_err(|LoadFailed| ());
        module.with(|module| module.loading.set(false));
        entry.set(Some(loaded));
    });
}

/// Whether a room is loaded. Tracked.
pub fn is_there<Props: 'static>(module: &'static LocalKey<LazyModule<Props>>) -> bool {
    module.with(|module| module.entry.clone()).with(|entry| matches!(entry, Some(Ok(_))))
}

/// Loads a room when there is nothing better to do, after the next frame.
pub fn open_when_idle<Props: 'static>(module: &'static LocalKey<LazyModule<Props>>) {
    request_animation_frame(move || timer::when_idle(move || open(module)));
}

/// The room with what is given to it, once it is there; until then, grey lines. `label` says what is being loaded.
pub fn enter<Props: 'static>(
    module: &'static LocalKey<LazyModule<Props>>,
    label: &'static str,
    props: impl Fn() -> Props + Send + 'static,
) -> AnyView {
    let entry = module.with(|module| module.entry.clone());
    if entry.with_untracked(Option::is_none) {
        open(module);
    }
    let inside = move || match entry.get() {
        Some(Ok(entry)) => entry(props()),
        Some(Err(())) => closed(Callback::new(move |()| open(module))),
        None => view! { <div class="pane room"><Skeleton label lines=8 /></div> }.into_any(),
    };
    inside.into_any()
}

fn closed(retry: Callback<()>) -> AnyView {
    view! {
        <div class="pane room">
            <Problem
                title="This part of the page could not be loaded"
                detail="Is the network there? If Colloquy was updated meanwhile, reload the page: nothing you saved is lost."
                retry
            />
        </div>
    }
    .into_any()
}

/// Makes a component a room apart: `lazy_module!(NAME, module, load, Component, ComponentProps)`.
///
/// `NAME` is the room for [`enter`]; `module` names its file; `load` is a name for the function that loads it, of which
/// no other in the app has the same.
macro_rules! lazy_module {
    ($(#[$doc:meta])* $name:ident, $module:ident, $load:ident, $component:ident, $props:ty) => {
        std::thread_local! {
            $(#[$doc])*
            pub static $name: $crate::ui::lazy::LazyModule<$props> =
                $crate::ui::lazy::LazyModule::new(|| std::boxed::Box::pin($load()));
        }

        #[cfg(rooms_apart)]
        #[wasm_split_helpers::wasm_split($module, fallible)]
        fn $load() -> Result<$crate::ui::lazy::Render<$props>, $crate::ui::lazy::LoadFailed> {
            Ok(|props| leptos::prelude::IntoAny::into_any($component(props)))
        }

        #[cfg(not(rooms_apart))]
        async fn $load() -> Result<$crate::ui::lazy::Render<$props>, $crate::ui::lazy::LoadFailed> {
            Ok(|props| leptos::prelude::IntoAny::into_any($component(props)))
        }
    };
}
pub(crate) use lazy_module;
