//! A conversation as one JSON object with everything that the server said of it: messages as they were found in the
//! turns, input and output as they were logged, scores of each author, comments, tags and times.

use serde_json::{Map, Value, json};

use super::{ExportSettings, feedback::source, openai, turns};
use crate::{
    model::{
        comment::Comment,
        score::{AuthorScore, Score},
        thread::Thread,
        trace::{ErrorInfo, Trace},
    },
    text::serialize::{self, Format},
};

pub(super) fn conversation(settings: &ExportSettings, thread: &Thread, traces: &[Trace], out: &mut String) {
    let said = &thread.feedback;
    let turns: Vec<Value> = turns::read(traces).iter().map(|turn| one(settings, thread, turn)).collect();
    let value = json!({
        "project": settings.project,
        "thread_id": thread.id.as_str(),
        "thread_model_id": thread.model_id.as_ref().map(|id| id.as_str()),
        "link": (settings.link_to)(&thread.id, None),
        "status": said.status.as_str(),
        "start_time": time(settings, thread.start_time),
        "end_time": time(settings, thread.end_time),
        "duration_ms": thread.duration_ms,
        "created_at": time(settings, thread.created_at),
        "created_by": thread.created_by,
        "last_updated_at": time(settings, said.last_updated_at),
        "total_tokens": thread.total_tokens,
        "prompt_tokens": thread.prompt_tokens,
        "completion_tokens": thread.completion_tokens,
        "total_estimated_cost": thread.cost,
        "tags": said.tags,
        "feedback_scores": scores(settings, &said.scores),
        "comments": comments(settings, &said.comments),
        "turns": turns,
    });
    out.push_str(&serialize::whole(&value, Format::Json));
}

fn one(settings: &ExportSettings, thread: &Thread, turn: &turns::WrittenTurn<'_>) -> Value {
    let trace = turn.trace;
    json!({
        "turn": turn.number,
        "trace_id": trace.id.as_str(),
        "name": trace.name,
        "link": (settings.link_to)(&thread.id, Some(&trace.id)),
        "start_time": time(settings, trace.start_time),
        "end_time": time(settings, trace.end_time),
        "duration_ms": trace.duration_ms,
        "model": trace.logged_model(),
        "providers": trace.providers,
        "environment": trace.environment,
        "total_tokens": trace.total_tokens,
        "usage": usage(trace),
        "total_estimated_cost": trace.cost,
        "span_count": trace.span_count,
        "tags": trace.feedback.tags,
        "feedback_scores": scores(settings, &trace.feedback.scores),
        "span_feedback_scores": scores(settings, &trace.span_scores),
        "comments": comments(settings, &trace.feedback.comments),
        "error_info": error(trace.error.as_ref()),
        "earlier_messages": openai::messages(turn.earlier.iter()),
        "input_messages": openai::messages(turn.input.iter()),
        "output_messages": openai::messages(turn.output.iter()),
        "input": trace.input,
        "output": trace.output,
        "metadata": trace.metadata,
    })
}

fn time(settings: &ExportSettings, at: Option<crate::model::time::Timestamp>) -> Value {
    at.map_or(Value::Null, |at| json!(settings.time(Some(at))))
}

fn scores(settings: &ExportSettings, scores: &[Score]) -> Vec<Value> {
    let of_author = |given: &AuthorScore| {
        json!({
            "author": given.author,
            "value": given.value,
            "category_name": given.category,
            "reason": given.reason,
            "source": source(&given.source),
            "last_updated_at": time(settings, given.last_updated_at),
        })
    };
    let one = |score: &Score| {
        json!({
            "name": score.name,
            "value": score.value,
            "by_author": score.by_author.iter().map(of_author).collect::<Vec<_>>(),
        })
    };
    scores.iter().map(one).collect()
}

fn comments(settings: &ExportSettings, comments: &[Comment]) -> Vec<Value> {
    let one = |comment: &Comment| {
        json!({
            "id": comment.id.as_str(),
            "text": comment.text,
            "author": comment.author,
            "created_at": time(settings, comment.created_at),
            "last_updated_at": time(settings, comment.last_updated_at),
        })
    };
    comments.iter().map(one).collect()
}

/// An error as the API has it.
pub(super) fn error(error: Option<&ErrorInfo>) -> Value {
    error.map_or(Value::Null, |error| {
        json!({ "exception_type": error.kind, "message": error.message, "traceback": error.traceback })
    })
}

/// Token counts by name, whole numbers.
pub(super) fn usage(trace: &Trace) -> Map<String, Value> {
    // A cast of a float that is too large gives the maximum.
    trace.usage.iter().map(|(name, count)| (name.clone(), json!(*count as i64))).collect()
}
