//! The spans of a trace as a tree, in the order they began, and what of it is in sight. Pure.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    ids::SpanId,
    span::{Span, SpanKind},
};

/// A span in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct SpanNode {
    /// The span.
    pub span: Arc<Span>,
    /// How deep it stands: 1 for the trace itself, 2 for what it called.
    pub level: usize,
    /// How many spans stand below it, at any depth.
    pub below: usize,
    /// Its parent is not among the spans: it stands at the root so as not to be lost.
    pub is_orphan: bool,
}

impl SpanNode {
    /// Whether it has spans below it.
    pub fn is_branch(&self) -> bool {
        self.below > 0
    }
}

/// A trace and its spans, depth first.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SpanTree {
    nodes: Vec<SpanNode>,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SpanFilter {
    /// Words in the name, the model or the error; empty for any.
    pub words: String,
    /// Only these kinds; empty for all.
    pub kinds: Vec<SpanKind>,
    /// Only what failed.
    pub failed: bool,
    /// None of these, unless they lead to others.
    pub hidden: Arc<HashSet<SpanId>>,
}

impl SpanFilter {
    /// Whether nothing is looked for. Some may be hidden all the same.
    pub fn is_nothing(&self) -> bool {
        self.words.trim().is_empty() && self.kinds.is_empty() && !self.failed
    }

    /// Whether that span is it.
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
    /// Puts spans in their places below the trace. Siblings stand in the order they began; a span without its parent
    /// stands below the trace, marked; a ring of parents is cut open where it is met first.
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
        // Who is only reached from its own descendants comes after everybody else.
        for at in tops.into_iter().chain(0..spans.len()) {
            place(at, &spans, &children, &mut placed, &mut nodes);
        }
        let mut tree = Self { nodes };
        tree.count();
        tree
    }

    /// All nodes, depth first; the first is the trace.
    pub fn nodes(&self) -> &[SpanNode] {
        &self.nodes
    }

    /// How many spans there are, the trace not counted.
    pub fn spans(&self) -> usize {
        self.nodes.len().saturating_sub(1)
    }

    /// The place of a span; an empty id is the trace.
    pub fn position(&self, id: &SpanId) -> Option<usize> {
        self.nodes.iter().position(|node| node.span.id == *id)
    }

    /// The place of what called the span at `at`.
    pub fn parent(&self, at: usize) -> Option<usize> {
        let level = self.nodes.get(at)?.level;
        self.nodes.get(..at)?.iter().rposition(|node| node.level < level)
    }

    /// The places in sight: without what stands below a folded one; when something is looked for, what fits and all
    /// that leads to it, folded or not.
    pub fn in_sight(&self, folded: &HashSet<SpanId>, sought: &SpanFilter) -> Vec<usize> {
        let folds = sought.is_nothing();
        let kept = (!folds || !sought.hidden.is_empty()).then(|| self.leading_to(sought));
        let mut places = Vec::with_capacity(self.nodes.len());
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            // The trace itself stays where nothing is looked for.
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

    /// For each place whether it fits, or leads to what does.
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

    /// Counts what stands below each node.
    fn count(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for at in 0..=self.nodes.len() {
            // The end is a level above everything.
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

/// Puts one span and all below it, without recursion: a chain may be as deep as it likes.
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
