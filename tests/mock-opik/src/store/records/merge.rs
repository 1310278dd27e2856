//! Makes rows from POSTs, and merges PATCHes into them.

use super::{CostFrom, Record, SpanFields};
use crate::entity::RecordKind;
use crate::record_input::RecordInput;
use crate::time::Nanos;

impl Record {
    /// The row of a POST.
    pub fn new(kind: RecordKind, item: RecordInput, project: i64, author: &str, now: Nanos) -> Self {
        let span = (kind == RecordKind::Span).then(|| SpanFields {
            trace_id: item.trace_id.unwrap_or_default(),
            parent_span_id: item.parent_span_id,
            span_type: item.span_type.unwrap_or_else(|| "general".to_owned()),
            model: item.model,
            provider: item.provider,
            usage: item.usage,
            cost: item.cost.unwrap_or_default(),
            cost_from: if item.cost.is_some() { CostFrom::Client } else { CostFrom::Nobody },
        });
        Self {
            id: item.id.unwrap_or_default(),
            project,
            thread: None,
            name: item.name,
            start_time: item.start_time.unwrap_or_default(),
            end_time: item.end_time,
            input: item.input,
            output: item.output,
            metadata: item.metadata,
            error_info: item.error_info,
            tags: item.tags.tags.unwrap_or_default(),
            ttft: item.ttft,
            source: item.source,
            environment: item.environment,
            partial: false,
            created_at: now,
            created_by: author.to_owned(),
            last_updated_at: item.last_updated_at.unwrap_or(now),
            last_updated_by: author.to_owned(),
            span,
        }
    }

    /// Applies a PATCH: the fields that it has replace those of the row.
    pub fn apply(&mut self, patch: RecordInput) {
        fn set<T>(to: &mut Option<T>, from: Option<T>) {
            if from.is_some() {
                *to = from;
            }
        }
        set(&mut self.name, patch.name);
        set(&mut self.end_time, patch.end_time);
        set(&mut self.input, patch.input);
        set(&mut self.output, patch.output);
        set(&mut self.metadata, patch.metadata);
        set(&mut self.error_info, patch.error_info);
        set(&mut self.ttft, patch.ttft);
        set(&mut self.source, patch.source);
        set(&mut self.environment, patch.environment);
        if let Some(tags) = patch.tags.tags {
            self.tags = tags;
        }
        if let Some(span) = &mut self.span {
            set(&mut span.parent_span_id, patch.parent_span_id);
            set(&mut span.model, patch.model);
            set(&mut span.provider, patch.provider);
            set(&mut span.usage, patch.usage);
            span.span_type = patch.span_type.unwrap_or_else(|| std::mem::take(&mut span.span_type));
            if let Some(cost) = patch.cost {
                (span.cost, span.cost_from) = (cost, CostFrom::Client);
            }
        }
    }

    /// Completes a partial row with its POST; fields of the earlier PATCH are kept.
    pub fn complete(self, posted: Self) -> Self {
        let later = posted.last_updated_at.next();
        Self {
            id: self.id,
            project: posted.project,
            thread: self.thread.or(posted.thread),
            name: self.name.or(posted.name),
            start_time: posted.start_time,
            end_time: self.end_time.or(posted.end_time),
            input: self.input.or(posted.input),
            output: self.output.or(posted.output),
            metadata: self.metadata.or(posted.metadata),
            error_info: self.error_info.or(posted.error_info),
            tags: if self.tags.is_empty() { posted.tags } else { self.tags },
            ttft: self.ttft.or(posted.ttft),
            source: self.source.or(posted.source),
            environment: self.environment.or(posted.environment),
            partial: false,
            created_at: self.created_at,
            created_by: self.created_by,
            last_updated_at: self.last_updated_at.max(later),
            last_updated_by: self.last_updated_by,
            span: match (self.span, posted.span) {
                (Some(patched), Some(posted)) => Some(patched.over(posted)),
                (patched, posted) => patched.or(posted),
            },
        }
    }
}

impl SpanFields {
    fn over(self, posted: Self) -> Self {
        let own = self.cost_from == CostFrom::Client;
        let (cost, cost_from) =
            if own { (self.cost, self.cost_from) } else { (posted.cost, posted.cost_from) };
        Self {
            trace_id: posted.trace_id,
            parent_span_id: self.parent_span_id.or(posted.parent_span_id),
            // A PATCH without a type has made a partial span of type `general`.
            span_type: if self.span_type == "general" { posted.span_type } else { self.span_type },
            model: self.model.or(posted.model),
            provider: self.provider.or(posted.provider),
            usage: self.usage.or(posted.usage),
            cost,
            cost_from,
        }
    }
}
