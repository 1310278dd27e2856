//! The control for a numerical definition: a slider and a field for an exact number.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use leptos::{ev, prelude::*};

use crate::{
    local::hotkeys,
    model::{
        definition::{Choice, FeedbackDefinition},
        figures,
    },
    text::visible::visible,
};

/// A change so many milliseconds after a press is caused by it: the field has lost the focus to what was pressed.
const JUST_NOW: f64 = 100.0;
/// How long a change waits for the release of a press.
const LONGEST_PRESS: Duration = Duration::from_secs(3);

/// For unique ids of the error messages.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Calls `take` with the text of a field that has changed. If the field has lost the focus because something else is
/// being pressed, this waits until it is released: what appears below the field would move the pressed button away
/// from under the pointer, and the press would be lost.
///
/// `waiting` holds the text that waits.
fn after_press(
    waiting: StoredValue<Option<String>>,
    take: impl Fn(String) + Clone + 'static,
) -> impl Fn(web_sys::Event) + 'static {
    // When something was last pressed, in milliseconds on the events' clock.
    let pressed = StoredValue::new(f64::MIN);
    let down = window_event_listener(ev::pointerdown, move |event| pressed.set_value(event.time_stamp()));
    let release = {
        let take = take.clone();
        move || {
            if let Some(text) = waiting.try_update_value(Option::take).flatten() {
                take(text);
            }
        }
    };
    let (up, cancelled) = (release.clone(), release.clone());
    let up = window_event_listener(ev::pointerup, move |_| up());
    let cancelled = window_event_listener(ev::pointercancel, move |_| cancelled());
    on_cleanup(move || {
        down.remove();
        up.remove();
        cancelled.remove();
    });
    move |event| {
        let text = event_target_value(&event);
        if event.time_stamp() - pressed.get_value() > JUST_NOW {
            return take(text);
        }
        waiting.set_value(Some(text));
        // Outside of the window nothing tells of a release.
        set_timeout(release.clone(), LONGEST_PRESS);
    }
}

/// The slider from `min` to `max` and the field. Without a value the slider has no thumb and the field is empty.
pub(super) fn number(
    definition: &FeedbackDefinition,
    min: f64,
    max: f64,
    chosen: Signal<Option<Choice>>,
    choose: Callback<Option<Choice>>,
    disabled: Signal<bool>,
) -> AnyView {
    let id = format!("refused-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let shown = move || chosen.with(|chosen| chosen.as_ref().map(|(value, _)| figures::exact(*value)));
    // Text being typed is kept when the value changes meanwhile.
    let typed = RwSignal::new(None::<String>);
    let refused = RwSignal::new(None::<String>);
    let waiting = StoredValue::new(None);
    let report = move |value: Option<f64>| {
        waiting.set_value(None);
        typed.set(None);
        refused.set(None);
        choose.run(value.map(|value| (value, None)));
    };
    let slide = move |event: web_sys::Event| {
        if let Ok(value) = event_target_value(&event).parse() {
            report(Some(value));
        }
    };
    // A first press in the middle of the slider does not move it and so causes no input event, but is meant as a value.
    let press = move |event: web_sys::MouseEvent| {
        if chosen.with_untracked(Option::is_none) {
            slide(event.into());
        }
    };
    let checked = definition.clone();
    let take = move |text: String| {
        if text.trim().is_empty() {
            return report(None);
        }
        match checked.check(&text) {
            Ok(value) => report(Some(value)),
            Err(why) => refused.set(Some(why)),
        }
    };
    let commit = after_press(waiting, take);
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && !hotkeys::composes(&event) && typed.with_untracked(Option::is_some) {
            event.stop_propagation();
            typed.set(None);
            refused.set(None);
        }
    };
    let middle = figures::exact(f64::midpoint(min, max));
    let name = visible(&definition.name);
    view! {
        <div class="control-number num">
            <span class="muted" aria-hidden="true">{figures::exact(min)}</span>
            <input
                type="range"
                aria-label=format!("{name}, slider")
                min=figures::exact(min)
                max=figures::exact(max)
                step=figures::exact(definition.kind.step())
                prop:value=move || shown().unwrap_or_else(|| middle.clone())
                aria-valuetext=move || shown().unwrap_or_else(|| "no value yet".to_owned())
                data-empty=move || chosen.with(Option::is_none).to_string()
                disabled=disabled
                on:input=slide
                on:click=press
            />
            <span class="muted" aria-hidden="true">{figures::exact(max)}</span>
            <input
                type="text"
                inputmode="decimal"
                autocomplete="off"
                aria-label=format!("{name}, {}", definition.kind.words())
                aria-invalid=move || refused.with(Option::is_some).then_some("true")
                aria-describedby=id.clone()
                prop:value=move || typed.get().or_else(shown).unwrap_or_default()
                disabled=disabled
                data-testid="annotate-score-input"
                on:input=move |event| typed.set(Some(event_target_value(&event)))
                on:change=commit
                on:keydown=on_key
            />
            <p class="refused" id=id role="alert">{refused}</p>
        </div>
    }
    .into_any()
}
