//! The spans of a trace as a tree, and which of them are visible given collapsed spans and a search. No I/O.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    ids::SpanId,
    span::{Span, SpanKind},
};

/// A span with its position in the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct SpanNode {
    pub span: Arc<Span>,
    /// The depth: 1 for the trace itself, 2 for the spans directly below it.
    pub level: usize,
    /// How many spans are below it, at any depth.
    pub below: usize,
    /// Its parent is missing from the data, so it is placed directly below the trace.
    pub is_orphan: bool,
}

impl SpanNode {
    pub fn is_branch(&self) -> bool {
        self.below > 0
    }
}

/// A trace and its spans in depth-first order.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SpanTree {
    nodes: Vec<SpanNode>,
}

/// A search in the tree.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SpanFilter {
    /// Text contained in the name, the model or the error, or a span's exact id; empty matches all.
    pub words: String,
    /// The kinds to find; empty matches all.
    pub kinds: Vec<SpanKind>,
    /// Whether to find only spans with an error.
    pub failed: bool,
    /// Spans to leave out, unless a span below them is shown.
    pub hidden: Arc<HashSet<SpanId>>,
}

impl SpanFilter {
    /// Whether nothing is searched for. Spans may be hidden nevertheless.
    pub fn is_nothing(&self) -> bool {
        self.words.trim().is_empty() && self.kinds.is_empty() && !self.failed
    }

    /// Whether a span itself matches and is not hidden.
    pub fn fits(&self, span: &Span) -> bool {
        let words = self.words.trim().to_lowercase();
        let has =
            |text: &Option<String>| text.as_deref().is_some_and(|text| text.to_lowercase().contains(&words));
        let error = span.error.as_ref();
        let spoken = words.is_empty()
            || has(&span.name)
            || has(&span.model)
            || error.is_some_and(|error| error.kind.to_lowercase().contains(&words) || has(&error.message))
            || span.id.as_str() == words;
        spoken
            && !self.hidden.contains(&span.id)
            && (self.kinds.is_empty() || self.kinds.contains(&span.kind))
            && (!self.failed || error.is_some())
    }
}

impl SpanTree {
    /// Builds the tree. Siblings are ordered by start time; a span whose parent is missing is placed below the trace
    /// and marked as an orphan; a cycle of parents is broken at its first span.
    pub fn new(root: Arc<Span>, mut spans: Vec<Arc<Span>>) -> Self {
        spans.sort_by(|a, b| (a.start_time, &a.id).cmp(&(b.start_time, &b.id)));
        let known: HashSet<&SpanId> = spans.iter().map(|span| &span.id).collect();
        let mut children: HashMap<Option<&SpanId>, Vec<usize>> = HashMap::new();
        for (at, span) in spans.iter().enumerate() {
            let parent = span.parent.as_ref().filter(|parent| known.contains(parent) && **parent != span.id);
            children.entry(parent).or_default().push(at);
        }
        let mut nodes = vec![SpanNode { span: root, level: 1, below: 0, is_orphan: false }];
        let mut placed = vec![false; spans.len()];
        let tops = children.get(&None).cloned().unwrap_or_default();
        // Spans in a cycle of parents are not reachable from the top and come last.
        for at in tops.into_iter().chain(0..spans.len()) {
            place(at, &spans, &children, &mut placed, &mut nodes);
        }
        let mut tree = Self { nodes };
        tree.count();
        tree
    }

    /// All nodes in depth-first order; the first is the trace.
    pub fn nodes(&self) -> &[SpanNode] {
        &self.nodes
    }

    /// How many spans there are, without the trace.
    pub fn spans(&self) -> usize {
        self.nodes.len().saturating_sub(1)
    }

    /// The index of a span in [`SpanTree::nodes`]; an empty id is the trace.
    pub fn position(&self, id: &SpanId) -> Option<usize> {
        self.nodes.iter().position(|node| node.span.id == *id)
    }

    /// The index of the parent of the node at index `at`.
    pub fn parent(&self, at: usize) -> Option<usize> {
        let level = self.nodes.get(at)?.level;
        self.nodes.get(..at)?.iter().rposition(|node| node.level < level)
    }

    /// The indexes of the visible nodes: without those below a collapsed (`folded`) span, or, during a search, all
    /// matches and their ancestors, collapsed or not.
    pub fn in_sight(&self, folded: &HashSet<SpanId>, sought: &SpanFilter) -> Vec<usize> {
        let folds = sought.is_nothing();
        let kept = (!folds || !sought.hidden.is_empty()).then(|| self.leading_to(sought));
        let mut places = Vec::with_capacity(self.nodes.len());
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            // Without a search the trace itself is always visible.
            let is_kept = kept.as_ref().is_none_or(|kept| kept.get(at) == Some(&true));
            if is_kept || (folds && at == 0) {
                places.push(at);
            }
            at += 1;
            if folds && folded.contains(&node.span.id) {
                at += node.below;
            }
        }
        places
    }

    /// For each node whether it or a node below it matches.
    fn leading_to(&self, sought: &SpanFilter) -> Vec<bool> {
        let mut kept = vec![false; self.nodes.len()];
        let mut path: Vec<usize> = Vec::new();
        for (at, node) in self.nodes.iter().enumerate() {
            path.truncate(node.level - 1);
            path.push(at);
            if at > 0 && sought.fits(&node.span) {
                for step in &path {
                    if let Some(kept) = kept.get_mut(*step) {
                        *kept = true;
                    }
                }
            }
        }
        kept
    }

    /// Sets `below` of every node.
    fn count(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for at in 0..=self.nodes.len() {
            // The end closes every open node.
            let above = self.nodes.get(at).map_or(0, |node| node.level - 1);
            while open.len() > above {
                let Some(start) = open.pop() else { break };
                if let Some(node) = self.nodes.get_mut(start) {
                    node.below = at - start - 1;
                }
            }
            open.push(at);
        }
    }
}

/// Adds a span and all below it. Not recursive, as spans may be nested arbitrarily deep.
fn place(
    at: usize,
    spans: &[Arc<Span>],
    children: &HashMap<Option<&SpanId>, Vec<usize>>,
    placed: &mut [bool],
    nodes: &mut Vec<SpanNode>,
) {
    let mut waiting = vec![(at, 2)];
    while let Some((at, level)) = waiting.pop() {
        let (Some(span), Some(done)) = (spans.get(at), placed.get_mut(at)) else { continue };
        if std::mem::replace(done, true) {
            continue;
        }
        nodes.push(SpanNode {
            span: span.clone(),
            level,
            below: 0,
            is_orphan: level == 2 && span.parent.is_some(),
        });
        let below = children.get(&Some(&span.id)).into_iter().flatten().rev();
        waiting.extend(below.map(|child| (*child, level + 1)));
    }
}

#[cfg(test)]
#[path = "span_tree/tests.rs"]
mod tests;
