//! A feedback definition while somebody writes it: texts as they were typed, and what is wrong with them (Opik's rules,
//! and none that a person could not see).

use serde_json::json;

use super::{
    definition::{FeedbackDefinition, Kind, number},
    figures,
    ids::DefinitionId,
};

/// The most characters of a description (Opik).
const LONGEST_DESCRIPTION: usize = 255;

/// The three kinds of definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Labels with values.
    Categorical,
    /// A number within a range.
    Numerical,
    /// One of two.
    Boolean,
}

impl Type {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Categorical, Self::Numerical, Self::Boolean];

    /// The kind's own.
    pub fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Categorical(_) => Self::Categorical,
            Kind::Numerical { .. } => Self::Numerical,
            Kind::Boolean { .. } => Self::Boolean,
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Categorical => "Categories",
            Self::Numerical => "Number",
            Self::Boolean => "Yes or no",
        }
    }
}

/// A text of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The name.
    Name,
    /// The description.
    Description,
    /// The least number.
    Min,
    /// The greatest number.
    Max,
    /// What 1 is called.
    TrueLabel,
    /// What 0 is called.
    FalseLabel,
    /// The label of the category at this place.
    Label(usize),
    /// The value of the category at this place.
    Value(usize),
    /// The categories together; no text of its own.
    Categories,
}

/// A definition as it is typed. The texts of the other types stay while one type is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Empty for a new definition.
    pub id: DefinitionId,
    /// Which of the texts count.
    pub kind: Type,
    texts: [String; 6],
    categories: Vec<(String, String)>,
}

impl Default for Draft {
    fn default() -> Self {
        let category = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        Self {
            id: DefinitionId::default(),
            kind: Type::Categorical,
            texts: ["", "", "0", "10", "Yes", "No"].map(str::to_owned),
            categories: vec![category("", "1"), category("", "0")],
        }
    }
}

impl Draft {
    /// An existing definition, to be changed.
    pub fn of(definition: &FeedbackDefinition) -> Self {
        let mut draft =
            Self { id: definition.id.clone(), kind: Type::of(&definition.kind), ..Self::default() };
        draft.write(Part::Name, definition.name.clone());
        draft.write(Part::Description, definition.description.clone().unwrap_or_default());
        match &definition.kind {
            Kind::Numerical { min, max } => {
                draft.write(Part::Min, figures::exact(*min));
                draft.write(Part::Max, figures::exact(*max));
            }
            Kind::Categorical(all) => {
                let typed = |(label, value): &(String, f64)| (label.clone(), figures::exact(*value));
                draft.categories = all.iter().map(typed).collect();
            }
            Kind::Boolean { true_label, false_label } => {
                draft.write(Part::TrueLabel, true_label.clone());
                draft.write(Part::FalseLabel, false_label.clone());
            }
        }
        draft
    }

    /// All that is typed, as one text to keep.
    pub fn kept(&self) -> String {
        json!([
            self.id.as_str(),
            Type::ALL.iter().position(|one| *one == self.kind),
            self.texts,
            self.categories
        ])
        .to_string()
    }

    /// The draft that was kept as this text; nothing where it is none.
    pub fn back(kept: &str) -> Option<Self> {
        type Kept = (String, usize, [String; 6], Vec<(String, String)>);
        let (id, kind, texts, categories): Kept = serde_json::from_str(kept).ok()?;
        Some(Self { id: DefinitionId::new(id), kind: *Type::ALL.get(kind)?, texts, categories })
    }

    /// What is typed there; nothing where there is no such part.
    pub fn text(&self, part: Part) -> &str {
        let text = match part {
            Part::Label(at) => self.categories.get(at).map(|category| &category.0),
            Part::Value(at) => self.categories.get(at).map(|category| &category.1),
            Part::Categories => None,
            part => self.texts.get(place(part)),
        };
        text.map_or("", String::as_str)
    }

    /// Types a text.
    pub fn write(&mut self, part: Part, text: String) {
        let old = match part {
            Part::Label(at) => self.categories.get_mut(at).map(|category| &mut category.0),
            Part::Value(at) => self.categories.get_mut(at).map(|category| &mut category.1),
            Part::Categories => None,
            part => self.texts.get_mut(place(part)),
        };
        if let Some(old) = old {
            *old = text;
        }
    }

    /// How many categories there are.
    pub fn categories(&self) -> usize {
        self.categories.len()
    }

    /// Another category, at the end.
    pub fn add_category(&mut self) {
        self.categories.push(Default::default());
    }

    /// One category less.
    pub fn remove_category(&mut self, at: usize) {
        if at < self.categories.len() {
            self.categories.remove(at);
        }
    }

    /// The definition that this comes to.
    ///
    /// # Errors
    /// A sentence for each part that is refused, in the order of the form.
    pub fn check(&self) -> Result<FeedbackDefinition, Vec<(Part, String)>> {
        let mut refused = Vec::new();
        let name = self.filled(Part::Name, "Give it a name.", &mut refused);
        let description = self.text(Part::Description).trim();
        let length = description.chars().count();
        if length > LONGEST_DESCRIPTION {
            let why = format!("At most {LONGEST_DESCRIPTION} characters fit; these are {length}.");
            refused.push((Part::Description, why));
        }
        let kind = match self.kind {
            Type::Numerical => self.numerical(&mut refused),
            Type::Categorical => self.categorical(&mut refused),
            Type::Boolean => {
                let true_label = self.filled(Part::TrueLabel, "Give it a label.", &mut refused);
                let false_label = self.filled(Part::FalseLabel, "Give it a label.", &mut refused);
                if !true_label.is_empty() && true_label == false_label {
                    refused.push((Part::FalseLabel, "Both labels say the same.".to_owned()));
                }
                Kind::Boolean { true_label, false_label }
            }
        };
        if !refused.is_empty() {
            return Err(refused);
        }
        let description = (!description.is_empty()).then(|| description.to_owned());
        Ok(FeedbackDefinition { id: self.id.clone(), name, description, kind, last_updated_at: None })
    }

    fn numerical(&self, refused: &mut Vec<(Part, String)>) -> Kind {
        let min = self.number(Part::Min, refused);
        let max = self.number(Part::Max, refused);
        if min >= max {
            refused.push((Part::Max, "The maximum has to be greater than the minimum.".to_owned()));
        }
        Kind::Numerical { min, max }
    }

    fn categorical(&self, refused: &mut Vec<(Part, String)>) -> Kind {
        let mut categories: Vec<(String, f64)> = Vec::new();
        for at in 0..self.categories.len() {
            let label = self.filled(Part::Label(at), "Give it a label.", refused);
            if !label.is_empty() && categories.iter().any(|(other, _)| *other == label) {
                refused.push((Part::Label(at), "There is another category with this label.".to_owned()));
            }
            let value = self.number(Part::Value(at), refused);
            categories.push((label, value));
        }
        if categories.len() < 2 {
            refused.push((Part::Categories, "It takes two categories or more.".to_owned()));
        }
        Kind::categorical(categories)
    }

    /// A text that has to be there.
    fn filled(&self, part: Part, why: &str, refused: &mut Vec<(Part, String)>) -> String {
        let text = self.text(part).trim();
        if text.is_empty() {
            refused.push((part, why.to_owned()));
        }
        text.to_owned()
    }

    /// A number that has to be there; what is none equals nothing.
    fn number(&self, part: Part, refused: &mut Vec<(Part, String)>) -> f64 {
        number(self.text(part)).unwrap_or_else(|why| {
            refused.push((part, why));
            f64::NAN
        })
    }
}

/// Where a text that every draft has stands among the texts.
fn place(part: Part) -> usize {
    match part {
        Part::Description => 1,
        Part::Min => 2,
        Part::Max => 3,
        Part::TrueLabel => 4,
        Part::FalseLabel => 5,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
