//! Rooms apart: what a page can do without at first is a WebAssembly module of its own, which is loaded when somebody is
//! about to enter. `cargo xtask build` parts them from the app (`tests/xtask/src/build/split.rs`); built by Trunk alone,
//! the app is one piece, and a room is there at once.

use std::{cell::Cell, future::Future, pin::Pin, thread::LocalKey};

use leptos::{prelude::*, task::spawn_local};

use super::{problem::Problem, skeleton::Skeleton};
use crate::browser::timer;

/// Draws what is in a room.
pub type Entry<Props> = fn(Props) -> AnyView;

/// The room's module could not be loaded.
pub struct NotThere;

#[cfg(wasm_split)]
impl From<wasm_split_helpers::SplitLoaderError> for NotThere {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Loads a room's module; tried again, it loads it again only when it is not there.
pub type Load<Props> = fn() -> Pin<Box<dyn Future<Output = Result<Entry<Props>, NotThere>>>>;

/// One room, from before it is loaded. Made by [`room!`].
pub struct Room<Props: 'static> {
    load: Load<Props>,
    loading: Cell<bool>,
    /// The way in; `None` while that is not known, an error where there is none.
    entry: ArcRwSignal<Option<Result<Entry<Props>, ()>>>,
}

impl<Props: 'static> Room<Props> {
    /// A room that nobody asked for yet.
    pub fn new(load: Load<Props>) -> Self {
        Self { load, loading: Cell::new(false), entry: ArcRwSignal::new(None) }
    }
}

/// Loads a room unless it is there or on its way; after a failure, again.
pub fn open<Props: 'static>(room: &'static LocalKey<Room<Props>>) {
    let (entry, load) = room.with(|room| (room.entry.clone(), room.load));
    let there = entry.with_untracked(|entry| matches!(entry, Some(Ok(_))));
    if there || room.with(|room| room.loading.replace(true)) {
        return;
    }
    spawn_local(async move {
        let loaded = load().await.map_err(|NotThere| ());
        room.with(|room| room.loading.set(false));
        entry.set(Some(loaded));
    });
}

/// Whether a room is loaded. Tracked.
pub fn is_there<Props: 'static>(room: &'static LocalKey<Room<Props>>) -> bool {
    room.with(|room| room.entry.clone()).with(|entry| matches!(entry, Some(Ok(_))))
}

/// Loads a room when there is nothing better to do, after the next frame.
pub fn open_when_idle<Props: 'static>(room: &'static LocalKey<Room<Props>>) {
    request_animation_frame(move || timer::when_idle(move || open(room)));
}

/// The room with what is given to it, once it is there; until then, grey lines. `label` says what is being loaded.
pub fn enter<Props: 'static>(
    room: &'static LocalKey<Room<Props>>,
    label: &'static str,
    props: impl Fn() -> Props + Send + 'static,
) -> AnyView {
    let entry = room.with(|room| room.entry.clone());
    if entry.with_untracked(Option::is_none) {
        open(room);
    }
    let inside = move || match entry.get() {
        Some(Ok(entry)) => entry(props()),
        Some(Err(())) => closed(Callback::new(move |()| open(room))),
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

/// Makes a component a room apart: `room!(NAME, module, load, Component, ComponentProps)`.
///
/// `NAME` is the room for [`enter`]; `module` names its file; `load` is a name for the function that loads it, of which
/// no other in the app has the same.
macro_rules! room {
    ($(#[$doc:meta])* $name:ident, $module:ident, $load:ident, $component:ident, $props:ty) => {
        std::thread_local! {
            $(#[$doc])*
            pub static $name: $crate::ui::room::Room<$props> =
                $crate::ui::room::Room::new(|| std::boxed::Box::pin($load()));
        }

        #[cfg(wasm_split)]
        #[wasm_split_helpers::wasm_split($module, fallible)]
        fn $load() -> Result<$crate::ui::room::Entry<$props>, $crate::ui::room::NotThere> {
            Ok(|props| leptos::prelude::IntoAny::into_any($component(props)))
        }

        #[cfg(not(wasm_split))]
        async fn $load() -> Result<$crate::ui::room::Entry<$props>, $crate::ui::room::NotThere> {
            Ok(|props| leptos::prelude::IntoAny::into_any($component(props)))
        }
    };
}
pub(crate) use room;
