//! The field for a new tag: it suggests tags in use, points out similar ones, and refuses what the server would refuse.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::{
    local::hotkeys,
    model::{
        change::Edit,
        figures,
        tag::{self, Use},
    },
    text::visible::visible,
    ui::keyed::keyed,
};

/// How many suggestions are shown at most.
const OFFERED: usize = 8;

/// A combobox for tags. After a tag is added it stays open for the next one.
#[component]
pub fn TagEditor(
    /// The tags that the item has already.
    tags: Memo<Vec<String>>,
    /// The tags in use in the project, the most used first.
    in_use: Signal<Vec<Use>>,
    edit: Callback<Edit>,
    done: Callback<()>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    // The suggestion selected with the arrow keys; `None` is the typed text itself.
    let chosen = RwSignal::new(None::<usize>);
    let refused = RwSignal::new(None::<String>);
    let offers = Memo::new(move |_| {
        let offered = |typed: &String| {
            in_use.with(|uses| {
                tags.with(|there| {
                    let offers = tag::offers(uses, typed, there, OFFERED);
                    offers.into_iter().map(|one| (one.tag.clone(), one.count)).collect::<Vec<_>>()
                })
            })
        };
        typed.with(offered)
    });
    // A tag in use, or one that the item has already, which the typed one probably means.
    let twin = move || {
        typed.with(|typed| {
            in_use.with(|uses| {
                tags.with(|there| {
                    let known =
                        uses.iter().map(|one| one.tag.as_str()).chain(there.iter().map(String::as_str));
                    tag::near(typed, known).map(str::to_owned)
                })
            })
        })
    };
    let add = move |text: String| match tags.with_untracked(|there| tag::check(&text, there)) {
        Ok(tag) => {
            typed.set(String::new());
            chosen.set(None);
            refused.set(None);
            edit.run(Edit::Tag { tag, add: true });
        }
        Err(problem) => refused.set(Some(problem)),
    };
    let move_selection = move |step: isize| {
        let count = offers.with_untracked(Vec::len);
        chosen.update(|chosen| {
            *chosen = match *chosen {
                None if step > 0 => (count > 0).then_some(0),
                None => count.checked_sub(1),
                Some(at) => at.checked_add_signed(step).filter(|at| *at < count),
            };
        });
    };
    let on_key = move |event: KeyboardEvent| {
        if hotkeys::composes(&event) {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => move_selection(1),
            "ArrowUp" => move_selection(-1),
            "Enter" => {
                let offered = chosen.get_untracked().and_then(|at| {
                    offers.with_untracked(|offers| offers.get(at).map(|(tag, _)| tag.clone()))
                });
                let text = offered.unwrap_or_else(|| typed.get_untracked());
                // With nothing typed and a modifier held, the panel handles the key.
                if text.trim().is_empty() && (event.ctrl_key() || event.meta_key()) {
                    return;
                }
                add(text);
                if event.ctrl_key() || event.meta_key() {
                    return;
                }
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let field = NodeRef::<leptos::html::Input>::new();
    field.on_load(|field| {
        request_animation_frame(move || {
            let _ = field.focus();
        });
    });
    // A suggestion keeps its element while it is suggested, even if its position changes.
    let option = move |(tag, count): (String, u64)| {
        let (text, own) = (tag.clone(), tag.clone());
        let position =
            Memo::new(move |_| offers.with(|offers| offers.iter().position(|(one, _)| *one == own)));
        view! {
            <li
                role="option"
                id=move || position.get().map(|at| format!("tag-offer-{at}"))
                aria-selected=move || (position.get().is_some() && chosen.get() == position.get()).to_string()
                // Keeps the focus in the field: otherwise the list would close before the click.
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| add(text.clone())
            >
                <bdi>{visible(&tag)}</bdi>
                " "
                <span class="muted num" title=format!("used {}", figures::counted(count, "time"))>
                    {figures::count(count)}
                </span>
            </li>
        }
        .into_any()
    };
    let problem = move || {
        let long = typed.with(|typed| typed.trim().encode_utf16().count() > tag::LONGEST);
        match long {
            true => typed.with(|typed| tag::check(typed, &[]).err()),
            false => refused.get(),
        }
    };
    view! {
        <div class="tag-editor">
            <div class="field">
                <input
                    node_ref=field
                    type="text"
                    role="combobox"
                    aria-label="New tag"
                    placeholder="New tag"
                    dir="auto"
                    autocomplete="off"
                    aria-autocomplete="list"
                    aria-controls="tag-offers"
                    aria-expanded=move || offers.with(|offers| !offers.is_empty()).to_string()
                    aria-activedescendant=move || chosen.get().map(|at| format!("tag-offer-{at}"))
                    aria-invalid=move || problem().is_some().to_string()
                    aria-describedby="tag-problem"
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        chosen.set(None);
                        refused.set(None);
                    }
                    on:keydown=on_key
                />
                <button type="button" class="quiet" on:click=move |_| done.run(())>
                    "Done"
                </button>
            </div>
            <p id="tag-problem" class="form-problem" role="alert">{problem}</p>
            <p class="tag-twin" role="status">
                {move || {
                    twin()
                        .map(|twin| {
                            let text = twin.clone();
                            view! {
                                "Much like "
                                <button type="button" class="chip" on:click=move |_| add(text.clone())>
                                    <bdi>{visible(&twin)}</bdi>
                                </button>
                                ", which is in use."
                            }.into_any()
                        })
                }}
            </p>
            <ul id="tag-offers" class="tag-offers" role="listbox" aria-label="Tags in use">
                {keyed(move || offers.get(), |(tag, count)| format!("{count} {tag}"), option)}
            </ul>
        </div>
    }
}
