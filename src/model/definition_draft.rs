//! A feedback definition while it is being edited: the texts as typed, and what is wrong with them according to Opik's
//! rules.

use serde_json::json;

use super::{
    definition::{DefinitionKind, FeedbackDefinition, number},
    figures,
    ids::DefinitionId,
};

/// The most characters that Opik accepts in a description.
const LONGEST_DESCRIPTION: usize = 255;

/// The type of a definition, without its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefinitionType {
    Categorical,
    Numerical,
    Boolean,
}

impl DefinitionType {
    /// All types, in the order in which the form offers them.
    pub const ALL: [Self; 3] = [Self::Categorical, Self::Numerical, Self::Boolean];

    pub fn of(kind: &DefinitionKind) -> Self {
        match kind {
            DefinitionKind::Categorical(_) => Self::Categorical,
            DefinitionKind::Numerical { .. } => Self::Numerical,
            DefinitionKind::Boolean { .. } => Self::Boolean,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Categorical => "Categories",
            Self::Numerical => "Number",
            Self::Boolean => "Yes or no",
        }
    }
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefinitionPart {
    Name,
    Description,
    Min,
    Max,
    /// The label of value 1.
    TrueLabel,
    /// The label of value 0.
    FalseLabel,
    /// The label of the category with this index.
    Label(usize),
    /// The value of the category with this index.
    Value(usize),
    /// The list of categories; only for errors about it, without a text.
    Categories,
}

/// A definition as it is typed. The fields of the other types keep their texts while one type is selected.
#[derive(Clone, Debug, PartialEq)]
pub struct DefinitionDraft {
    /// Empty for a new definition.
    pub id: DefinitionId,
    /// The selected type, which decides which fields apply.
    pub kind: DefinitionType,
    texts: [String; 6],
    categories: Vec<(String, String)>,
}

impl Default for DefinitionDraft {
    fn default() -> Self {
        let category = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        Self {
            id: DefinitionId::default(),
            kind: DefinitionType::Categorical,
            texts: ["", "", "0", "10", "Yes", "No"].map(str::to_owned),
            categories: vec![category("", "1"), category("", "0")],
        }
    }
}

impl DefinitionDraft {
    /// Whether the definition has not been created on the server yet.
    pub fn is_new(&self) -> bool {
        self.id.as_str().is_empty()
    }

    /// A draft for changing an existing definition.
    pub fn of(definition: &FeedbackDefinition) -> Self {
        let mut draft =
            Self { id: definition.id.clone(), kind: DefinitionType::of(&definition.kind), ..Self::default() };
        draft.write(DefinitionPart::Name, definition.name.clone());
        draft.write(DefinitionPart::Description, definition.description.clone().unwrap_or_default());
        match &definition.kind {
            DefinitionKind::Numerical { min, max } => {
                draft.write(DefinitionPart::Min, figures::exact(*min));
                draft.write(DefinitionPart::Max, figures::exact(*max));
            }
            DefinitionKind::Categorical(all) => {
                let typed = |(label, value): &(String, f64)| (label.clone(), figures::exact(*value));
                draft.categories = all.iter().map(typed).collect();
            }
            DefinitionKind::Boolean { true_label, false_label } => {
                draft.write(DefinitionPart::TrueLabel, true_label.clone());
                draft.write(DefinitionPart::FalseLabel, false_label.clone());
            }
        }
        draft
    }

    /// The whole draft as JSON, to be stored.
    pub fn to_json(&self) -> String {
        json!([
            self.id.as_str(),
            DefinitionType::ALL.iter().position(|one| *one == self.kind),
            self.texts,
            self.categories
        ])
        .to_string()
    }

    /// Reads what [`DefinitionDraft::to_json`] returned; `None` if it cannot be read.
    pub fn from_json(kept: &str) -> Option<Self> {
        type SavedFields = (String, usize, [String; 6], Vec<(String, String)>);
        let (id, kind, texts, categories): SavedFields = serde_json::from_str(kept).ok()?;
        Some(Self { id: DefinitionId::new(id), kind: *DefinitionType::ALL.get(kind)?, texts, categories })
    }

    /// The text of a field; empty if there is no such field.
    pub fn text(&self, part: DefinitionPart) -> &str {
        let text = match part {
            DefinitionPart::Label(at) => self.categories.get(at).map(|category| &category.0),
            DefinitionPart::Value(at) => self.categories.get(at).map(|category| &category.1),
            DefinitionPart::Categories => None,
            part => self.texts.get(index_of(part)),
        };
        text.map_or("", String::as_str)
    }

    /// Sets the text of a field.
    pub fn write(&mut self, part: DefinitionPart, text: String) {
        let old = match part {
            DefinitionPart::Label(at) => self.categories.get_mut(at).map(|category| &mut category.0),
            DefinitionPart::Value(at) => self.categories.get_mut(at).map(|category| &mut category.1),
            DefinitionPart::Categories => None,
            part => self.texts.get_mut(index_of(part)),
        };
        if let Some(old) = old {
            *old = text;
        }
    }

    pub fn categories(&self) -> usize {
        self.categories.len()
    }

    pub fn add_category(&mut self) {
        self.categories.push(Default::default());
    }

    /// Removes the category with this index.
    pub fn remove_category(&mut self, at: usize) {
        if at < self.categories.len() {
            self.categories.remove(at);
        }
    }

    /// The definition described by the draft.
    ///
    /// # Errors
    /// A sentence for each field that is refused, in the order of the form.
    pub fn check(&self) -> Result<FeedbackDefinition, Vec<(DefinitionPart, String)>> {
        let mut refused = Vec::new();
        let name = self.filled(DefinitionPart::Name, "Give it a name.", &mut refused);
        let description = self.text(DefinitionPart::Description).trim();
        let length = description.chars().count();
        if length > LONGEST_DESCRIPTION {
            let why = format!("At most {LONGEST_DESCRIPTION} characters fit; these are {length}.");
            refused.push((DefinitionPart::Description, why));
        }
        let kind = match self.kind {
            DefinitionType::Numerical => self.numerical(&mut refused),
            DefinitionType::Categorical => self.categorical(&mut refused),
            DefinitionType::Boolean => {
                let true_label = self.filled(DefinitionPart::TrueLabel, "Give it a label.", &mut refused);
                let false_label = self.filled(DefinitionPart::FalseLabel, "Give it a label.", &mut refused);
                if !true_label.is_empty() && true_label == false_label {
                    refused.push((DefinitionPart::FalseLabel, "Both labels say the same.".to_owned()));
                }
                DefinitionKind::Boolean { true_label, false_label }
            }
        };
        if !refused.is_empty() {
            return Err(refused);
        }
        let description = (!description.is_empty()).then(|| description.to_owned());
        Ok(FeedbackDefinition { id: self.id.clone(), name, description, kind, last_updated_at: None })
    }

    fn numerical(&self, refused: &mut Vec<(DefinitionPart, String)>) -> DefinitionKind {
        let min = self.number(DefinitionPart::Min, refused);
        let max = self.number(DefinitionPart::Max, refused);
        if min >= max {
            refused.push((DefinitionPart::Max, "The maximum has to be greater than the minimum.".to_owned()));
        }
        DefinitionKind::Numerical { min, max }
    }

    fn categorical(&self, refused: &mut Vec<(DefinitionPart, String)>) -> DefinitionKind {
        let mut categories: Vec<(String, f64)> = Vec::new();
        for at in 0..self.categories.len() {
            let label = self.filled(DefinitionPart::Label(at), "Give it a label.", refused);
            if !label.is_empty() && categories.iter().any(|(other, _)| *other == label) {
                refused.push((
                    DefinitionPart::Label(at),
                    "There is another category with this label.".to_owned(),
                ));
            }
            let value = self.number(DefinitionPart::Value(at), refused);
            categories.push((label, value));
        }
        if categories.len() < 2 {
            refused.push((DefinitionPart::Categories, "It takes two categories or more.".to_owned()));
        }
        DefinitionKind::categorical(categories)
    }

    /// The trimmed text of a required field; if empty, adds the error `why`.
    fn filled(&self, part: DefinitionPart, why: &str, refused: &mut Vec<(DefinitionPart, String)>) -> String {
        let text = self.text(part).trim();
        if text.is_empty() {
            refused.push((part, why.to_owned()));
        }
        text.to_owned()
    }

    /// A required number; if it cannot be read, adds an error and returns NaN.
    fn number(&self, part: DefinitionPart, refused: &mut Vec<(DefinitionPart, String)>) -> f64 {
        number(self.text(part)).unwrap_or_else(|why| {
            refused.push((part, why));
            f64::NAN
        })
    }
}

/// The index in `texts` of a field that every draft has.
fn index_of(part: DefinitionPart) -> usize {
    match part {
        DefinitionPart::Description => 1,
        DefinitionPart::Min => 2,
        DefinitionPart::Max => 3,
        DefinitionPart::TrueLabel => 4,
        DefinitionPart::FalseLabel => 5,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
