//! One turn: the person's message, the assistant's answer, its figures, and the controls for feedback.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    answer_notes::{TurnError, TurnScores},
    context::ConversationContext,
    render_queue::TurnDrawn,
    review_context::ReviewContext,
    turn_actions::TurnActions,
    turn_element::element_id,
    turn_files::TurnFiles,
    turn_meta, turn_rest,
};
use crate::{
    browser::clock,
    message::{messages::Messages, render_mode::RenderMode, rest::NotShown, tools::Fold},
    model::{figures, trace::Trace},
    review::{
        thumbs::Thumbs,
        turn_comments::{CommentsFold, TurnComments},
    },
    text::{
        excerpt::excerpt,
        extract,
        message::{Block, Message, Role},
        message_text, placeholders, strip_markdown,
        visible::visible,
    },
    ui::icon::Glyph,
};

/// Between two figures, as wide as the gap between elements of the line.
const FACT_GAP: &str = "\u{2003}";

/// How much of a turn is drawn.
#[derive(Clone)]
pub(super) struct TurnShown {
    pub(super) drawn: TurnDrawn,
    /// Whether it has its words in any case, because it is close to what is in sight.
    pub(super) close: Signal<bool>,
    /// Its buttons too; see [`super::chunks_in_sight`].
    pub(super) buttons: Signal<bool>,
}

/// One turn. Its frame is there at once, its content when `shown` says so.
#[component]
pub(super) fn Turn(
    trace: Arc<Trace>,
    number: usize,
    context: ConversationContext,
    review_context: ReviewContext,
    /// Whether the URL links to this turn.
    linked: Signal<bool>,
    shown: TurnShown,
) -> impl IntoView {
    let TurnShown { drawn, close, buttons } = shown;
    let label = match trace.start_time {
        Some(start) => format!("Turn {number}, {}", start.clock(clock::zone_at(start))),
        None => format!("Turn {number}"),
    };
    let id = trace.id.as_str().to_owned();
    view! {
        <article
            class="turn"
            id=element_id(&id)
            tabindex="-1"
            aria-label=label
            data-trace-message-id=id
            data-linked=move || linked.get().then_some("true")
        >
            {move || {
                if drawn.messages.get() {
                    content(trace.clone(), context, review_context, buttons).into_any()
                } else if close.get() || drawn.words.get() {
                    view! { <div class="turn-waits">{words(&trace)}</div> }.into_any()
                } else {
                    view! { <div class="turn-waits"></div> }.into_any()
                }
            }}
        </article>
    }
}

/// Question, answer and error as plain text, as much of them as a preview has.
fn words(trace: &Trace) -> AnyView {
    const MOST: usize = 20_000;
    let turn = extract::turn(trace.input.as_ref(), trace.output.as_ref());
    let text = |messages: &[Message]| message_text::of_answer(messages).unwrap_or_default();
    let error = trace.error.as_ref().map(|error| {
        let message = error.message.as_deref().unwrap_or_default();
        view! { <div dir="auto">{visible(&format!("{} {message}", error.kind))}</div> }.into_any()
    });
    view! {
        <div class="user" dir="auto">{visible(&excerpt(&text(&turn.input), MOST).text)}</div>
        <div dir="auto">{strip_markdown::plain(&text(&turn.output), MOST)}</div>
        {error}
    }
    .into_any()
}

fn content(
    trace: Arc<Trace>,
    context: ConversationContext,
    review_context: ReviewContext,
    buttons: Signal<bool>,
) -> impl IntoView + use<> {
    let unfolded = CommentsFold::new(review_context.turn(&trace.id));
    let turn = extract::turn(trace.input.as_ref(), trace.output.as_ref());
    let tools = tools(&turn.output, &trace);
    let copies = message_text::of_answer(&turn.output).is_some();
    let rest = turn_rest::of_turn(&trace, &turn);
    let [input, output, earlier_messages] =
        [turn.input, turn.output, turn.earlier].map(placeholders::resolve);
    let files = TurnFiles::new(&trace, context.files, &[&input, &output, &earlier_messages]);
    let own_raw = RwSignal::new(None::<bool>);
    let raw = Signal::derive(move || own_raw.get().unwrap_or_else(|| context.raw.get()));
    let prefix = trace.id.as_str().to_owned();
    let shown = |side: &str| RenderMode::new(raw, format!("{prefix}-{side}"));
    let thumbs = Thumbs::new(context.review, &trace.id);
    let actions =
        TurnActions { trace: trace.clone(), copies, thumbs, own_raw, raw, unfolded, context, review_context };
    view! {
        {earlier(earlier_messages, shown("e"))}
        <div class="asked" node_ref=files.seen>
            <Messages messages=input side=Role::User shown=shown("i") />
        </div>
        // Where there are no buttons, their place stays.
        <div class="answer" data-bare=move || (!buttons.get()).then_some("")>
            <p class="who num">
                <b>"Assistant"</b>
                {start(&trace)}
                {facts(&trace, tools)}
                <TurnScores review=context.review trace=trace.id.clone() />
            </p>
            <Messages messages=output side=Role::Assistant shown=shown("o") />
            {files.rest()}
            {silence(&trace)}
            {trace.error.clone().map(|error| view! { <TurnError error /> }.into_any())}
            <NotShown sides=rest />
            {move || buttons.get().then(|| view! { <div class="turn-actions">{actions.view()}</div> }.into_any())}
            {thumbs.reason()}
            <TurnComments unfolded />
        </div>
    }
}

/// `2 tool calls`, or `used tools` when only the trace says so (`has_tool_spans`).
fn tools(answer: &[Message], trace: &Trace) -> Option<String> {
    let calls = answer
        .iter()
        .flat_map(|message| &message.blocks)
        .filter(|block| matches!(block, Block::ToolCall { .. }));
    match calls.count() as u64 {
        0 => trace.has_tool_spans.then(|| "used tools".to_owned()),
        count => Some(figures::counted(count, "tool call")),
    }
}

/// The figures in one element and the model in another, because its name has its own writing direction.
fn facts(trace: &Trace, tools: Option<String>) -> AnyView {
    let (figures, model) = turn_meta::of_turn(trace);
    let figures: Vec<String> = figures.into_iter().chain(tools).collect();
    let figures = (!figures.is_empty()).then(|| view! { <span>{figures.join(FACT_GAP)}</span> }.into_any());
    let model = model.map(|model| view! { <span dir="auto">{visible(&model)}</span> }.into_any());
    figures.into_iter().chain(model).collect_view().into_any()
}

/// When the turn started: local time, with UTC in the tooltip.
fn start(trace: &Trace) -> impl IntoView + use<> {
    trace.start_time.map(|start| {
        let local = start.clock(clock::zone_at(start));
        view! { <time datetime=start.iso() title=start.utc()>{local}</time> }.into_any()
    })
}

/// The part of the conversation that this turn's input repeats, folded.
fn earlier(messages: Vec<Message>, shown: RenderMode) -> Option<impl IntoView + use<>> {
    if messages.is_empty() {
        return None;
    }
    let head = figures::counted(messages.len() as u64, "earlier message");
    let messages = StoredValue::new(messages);
    let shown = StoredValue::new(shown);
    Some(view! {
        <Fold glyph=Glyph::Clock head line="repeated in this turn's input".to_owned() failed=false>
            <Messages messages=messages.get_value() side=Role::User shown=shown.get_value() />
        </Fold>
    })
}

/// A line where there is neither an answer nor an error.
fn silence(trace: &Trace) -> Option<impl IntoView + use<>> {
    if trace.output.as_ref().is_some_and(|output| !output.is_null()) || trace.error.is_some() {
        return None;
    }
    let words = if trace.end_time.is_none() { "No answer yet" } else { "No answer was logged" };
    Some(view! { <p class="nothing">{words}</p> })
}
