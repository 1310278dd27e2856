//! Banners over the whole page: that the browser is offline, that changes wait to be sent, and what this browser cannot
//! store.

use leptos::prelude::*;

use super::refusal_message;
use crate::{
    api::{error::ApiError, outbox::NotStored, send_edits, session::Session},
    browser::{base, online::online},
    model::figures,
    ui::{
        icon::{Glyph, Icon},
        toast::{Toaster, Tone},
    },
};

/// Shows a banner while the browser is offline.
#[component]
pub fn OfflineBanner() -> impl IntoView {
    let online = online();
    view! {
        <div role="status">
            {move || {
                (!online.get())
                    .then(|| {
                        view! {
                            <p class="banner">
                                <Icon glyph=Glyph::Offline />
                                "You are offline. What is on the page stays readable; the rest comes back with the network."
                            </p>
                        }.into_any()
                    })
            }}
        </div>
    }
}

/// Says that changes wait to be sent, why, and what to do about it, and what this browser cannot store. A change that
/// was refused is reported by a toast.
#[component]
pub fn OutboxBanner() -> impl IntoView {
    let session = Session::of_app("");
    let outbox = session.outbox;
    let server = session.server;
    let toaster = Toaster::of_app();
    Effect::new(move |_| {
        if let Some(refused) = outbox.refusal.get() {
            toaster.show(Tone::Failed, refusal_message::in_words(&refused));
        }
    });
    let session = StoredValue::new(session);
    let words = Memo::new(move |_| {
        let pending = outbox.pending.get();
        let state = WaitingChanges {
            waiting: pending.waiting,
            failing: pending.failing > 0,
            signed_out: server.signed_out.get(),
            nameless: server.has_not_answered(),
            trouble: outbox.trouble.get(),
            not_stored: outbox.not_stored.get(),
        };
        state.in_words()
    });
    let busy = server.busy;
    let is_busy = Memo::new(move |_| busy.seconds.get() > 0);
    let try_again = move |_| {
        busy.try_now();
        session.with_value(send_edits::retry_now);
    };
    view! {
        <div role="status">
            {move || {
                let (words, is_busy) = (words.get(), is_busy.get());
                (is_busy || !words.is_empty())
                    .then(|| {
                        let sign_in = server
                            .signed_out
                            .get()
                            .then(|| {
                                view! {
                                    <a class="btn" href=base::path() target="_blank" rel="noopener">
                                        "Open it in a tab"
                                    </a>
                                }.into_any()
                            });
                        view! {
                            <p class="banner">
                                <Icon glyph=Glyph::Offline />
                                <span>
                                    {is_busy
                                        .then(|| {
                                            // A timer is not announced every second.
                                            view! {
                                                "The server is busy, tried again in "
                                                <span class="num" role="timer">
                                                    {move || busy.seconds.get()}
                                                    " s"
                                                </span>
                                                ". "
                                            }.into_any()
                                        })}
                                    {words}
                                </span>
                                {sign_in}
                                <button type="button" class="btn" on:click=try_again>
                                    {if is_busy { "Try now" } else { "Try again" }}
                                </button>
                            </p>
                        }.into_any()
                    })
            }}
        </div>
    }
}

/// What the banner about waiting changes depends on.
#[derive(Default)]
struct WaitingChanges {
    waiting: usize,
    /// Whether sending some of them has failed.
    failing: bool,
    /// Whether the server asks to sign in.
    signed_out: bool,
    /// Whether the server was asked who the reviewer is and gave no proper answer.
    nameless: bool,
    /// Why sending failed most recently.
    trouble: Option<ApiError>,
    not_stored: NotStored,
}

impl WaitingChanges {
    /// Empty if there is nothing to report.
    fn in_words(self) -> String {
        let waits = self.waiting > 0;
        let stuck = waits && (self.failing || self.nameless || self.signed_out);
        let mut sentences = Vec::new();
        if stuck || self.not_stored == NotStored::Changes {
            let wait = if self.waiting == 1 { "waits" } else { "wait" };
            sentences
                .push(format!("{} {wait} for the server.", figures::counted(self.waiting as u64, "change")));
        }
        if self.signed_out {
            sentences.push("This server asks to sign in: open it in a tab, then go on.".to_owned());
        } else if stuck && self.nameless {
            sentences.push("It has not said yet who reviews here.".to_owned());
        } else if stuck && let Some(ApiError::Foreign(status)) = self.trouble {
            sentences.push(format!("A proxy or login in front of it answers {status}."));
        }
        match self.not_stored {
            NotStored::Changes => {
                sentences.push(
                    "This browser cannot store what you changed: do not close this page before it is sent."
                        .to_owned(),
                );
            }
            NotStored::Words => {
                sentences.push(
                    "This browser cannot store what you type: do not close this page before it is sent."
                        .to_owned(),
                );
            }
            NotStored::Nothing if stuck => {
                sentences.push(
                    "Nothing is lost: what you changed is kept here and sent as soon as it answers."
                        .to_owned(),
                );
            }
            NotStored::Nothing => {}
        }
        sentences.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(state: WaitingChanges) -> String {
        state.in_words()
    }

    #[test]
    fn there_is_no_text_while_all_is_well() {
        assert_eq!(text_of(WaitingChanges::default()), "");
        assert_eq!(text_of(WaitingChanges { waiting: 3, ..WaitingChanges::default() }), "");
        assert_eq!(text_of(WaitingChanges { nameless: true, ..WaitingChanges::default() }), "");
    }

    #[test]
    fn nothing_is_called_stored_that_is_not() {
        let waiting = || WaitingChanges { waiting: 2, failing: true, ..WaitingChanges::default() };
        assert!(text_of(waiting()).contains("2 changes wait for the server. Nothing is lost"));
        let full = text_of(WaitingChanges { not_stored: NotStored::Changes, ..waiting() });
        assert!(full.contains("do not close this page") && !full.contains("Nothing is lost"));
        let typed = text_of(WaitingChanges { not_stored: NotStored::Words, ..WaitingChanges::default() });
        assert!(typed.starts_with("This browser cannot store what you type"));
    }

    #[test]
    fn the_text_says_why_changes_wait() {
        let one = || WaitingChanges { waiting: 1, ..WaitingChanges::default() };
        assert!(
            text_of(WaitingChanges { signed_out: true, ..one() })
                .starts_with("1 change waits for the server. This server asks to sign in")
        );
        assert!(text_of(WaitingChanges { nameless: true, ..one() }).contains("who reviews"));
        let proxy = WaitingChanges { failing: true, trouble: Some(ApiError::Foreign(418)), ..one() };
        assert!(text_of(proxy).contains("418"));
    }
}
