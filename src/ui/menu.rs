//! A button that opens a small panel over the page. It is the platform's popover, which closes on Esc and on a click
//! outside.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent, ToggleEvent, wasm_bindgen::JsCast};

use super::icon::{Glyph, Icon};
use crate::local::hotkeys;

/// Counter that makes the ids of the popovers unique.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A button (the trigger), and a panel of `children` below it. Arrow keys move the focus among the panel's controls; a
/// click on one with `data-close` closes the panel.
#[component]
pub fn Menu(
    /// The trigger's accessible name, and its tooltip if there are no `words`.
    #[prop(into)]
    label: Signal<String>,
    #[prop(optional)] glyph: Option<Glyph>,
    /// The text beside the icon; without it the trigger is an icon button.
    #[prop(optional, into)]
    words: Option<Signal<String>>,
    /// Whether the panel is aligned with the trigger's end instead of its start.
    #[prop(default = false)]
    at_end: bool,
    #[prop(optional)] test_id: Option<&'static str>,
    children: ChildrenFn,
) -> impl IntoView {
    let id = format!("menu-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let (open, set_open) = signal(false);
    let panel = NodeRef::<leptos::html::Div>::new();
    let trigger = NodeRef::<leptos::html::Button>::new();
    let on_toggle = move |event: web_sys::Event| {
        let now = event.dyn_into::<ToggleEvent>().is_ok_and(|event| event.new_state() == "open");
        set_open.set(now);
        if let (true, Some(panel), Some(trigger)) = (now, panel.get_untracked(), trigger.get_untracked()) {
            // The panel's width is known once its content is rendered, which is before the next frame is painted.
            request_animation_frame(move || place(&trigger, &panel, at_end));
        }
    };
    let on_click = move |event: web_sys::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let closes = target.is_some_and(|target| target.closest("[data-close]").ok().flatten().is_some());
        if let (true, Some(panel)) = (closes, panel.get_untracked()) {
            let _ = panel.hide_popover();
            if let Some(trigger) = trigger.get_untracked() {
                let _ = trigger.focus();
            }
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            // In a field, the arrows choose among what an input method offers.
            _ if hotkeys::composes(&event) => return,
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        if let Some(panel) = panel.get_untracked()
            && move_focus(&panel, step)
        {
            event.prevent_default();
        }
    };
    let icon_only = words.is_none();
    view! {
        <span class="menu">
            <button
                type="button"
                node_ref=trigger
                class=if icon_only { "icon-btn" } else { "btn" }
                aria-label=label
                title=label
                aria-haspopup="true"
                aria-expanded=move || open.get().to_string()
                popovertarget=id.clone()
                data-testid=test_id
            >
                {glyph.map(|glyph| view! { <Icon glyph /> }.into_any())}
                {words.map(|words| view! { <span class="btn-words">{words}</span> }.into_any())}
            </button>
            <div node_ref=panel id=id popover="auto" class="popover" on:toggle=on_toggle on:click=on_click on:keydown=on_key>
                {move || open.get().then(|| children())}
            </div>
        </span>
    }
}

/// Positions the panel below its trigger and inside the window.
fn place(trigger: &HtmlElement, panel: &HtmlElement, at_end: bool) {
    let anchor = trigger.get_bounding_client_rect();
    let style = panel.style();
    let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(360.0);
    let own = f64::from(panel.offset_width()).max(180.0);
    let wanted = if at_end { anchor.right() - own } else { anchor.left() };
    let left = wanted.min(width - own - 8.0).max(8.0);
    let _ = style.set_property("left", &format!("{left:.0}px"));
    let _ = style.set_property("top", &format!("{:.0}px", anchor.bottom() + 4.0));
    let _ = style.set_property("max-height", &format!("calc(100dvh - {:.0}px)", anchor.bottom() + 16.0));
}

/// Moves the focus among the panel's controls; false if there are none.
fn move_focus(panel: &HtmlElement, step: i32) -> bool {
    let Ok(all) = panel.query_selector_all("button:not([disabled]), a[href], input") else { return false };
    let all: Vec<HtmlElement> =
        (0..all.length()).filter_map(|index| all.item(index)?.dyn_into::<HtmlElement>().ok()).collect();
    let active = document().active_element();
    let at = all.iter().position(|one| active.as_ref().is_some_and(|active| active.is_same_node(Some(one))));
    let count = all.len() as i32;
    let next = match at {
        Some(at) => (at as i32 + step).rem_euclid(count.max(1)),
        None if step > 0 => 0,
        None => count - 1,
    };
    all.get(next.max(0) as usize).is_some_and(|next| next.focus().is_ok())
}
