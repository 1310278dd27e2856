//! Feedback definitions: what a reviewer can score, and with which values.

use super::{figures, ids::DefinitionId, time::Timestamp};

/// The name of the definition that every workspace has and nobody can delete: the thumbs under an answer.
pub const BUILT_IN: &str = "User feedback";

/// The most decimals that Opik keeps of a score (`Decimal(18, 9)`).
const DECIMALS: usize = 9;

/// The type of a definition with its possible values.
#[derive(Clone, Debug, PartialEq)]
pub enum DefinitionKind {
    /// Any number from `min` to `max`, both included.
    Numerical { min: f64, max: f64 },
    /// One of these labels, each with its value; sorted by value, highest first, then by name.
    Categorical(Vec<(String, f64)>),
    /// Two labels with the values 1 and 0.
    Boolean { true_label: String, false_label: String },
}

/// A feedback definition. It only decides which control is shown: the server accepts any score, whatever its
/// definitions say.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedbackDefinition {
    pub id: DefinitionId,
    /// Also the name of the scores given with it.
    pub name: String,
    /// What it asks, in a sentence.
    pub description: Option<String>,
    pub kind: DefinitionKind,
    pub last_updated_at: Option<Timestamp>,
}

/// A selectable score: its value, and the category's name if the definition is categorical.
pub type Choice = (f64, Option<String>);

impl DefinitionKind {
    /// Sorts the categories by value, highest first, then by name.
    pub fn categorical(mut categories: Vec<(String, f64)>) -> Self {
        categories.sort_by(|(a, x), (b, y)| y.total_cmp(x).then_with(|| a.cmp(b)));
        Self::Categorical(categories)
    }

    /// The labels with their values, in display order; empty for a numerical definition.
    pub fn options(&self) -> Vec<(String, f64)> {
        match self {
            Self::Numerical { .. } => Vec::new(),
            Self::Categorical(categories) => categories.clone(),
            Self::Boolean { true_label, false_label } => {
                vec![(true_label.clone(), 1.0), (false_label.clone(), 0.0)]
            }
        }
    }

    /// Whether the control for this definition can show the value: its categories may have changed since it was given.
    pub fn can_show(&self, value: f64, category: Option<&str>) -> bool {
        match self {
            Self::Numerical { .. } => true,
            Self::Categorical(categories) => categories
                .iter()
                .any(|(name, own)| *own == value && category.is_none_or(|category| category == name)),
            Self::Boolean { .. } => value == 1.0 || value == 0.0,
        }
    }

    /// The step of a slider: 1 if both ends are whole numbers and 3 to 200 apart, otherwise a power of ten that gives
    /// 20 to 200 steps.
    pub fn step(&self) -> f64 {
        let Self::Numerical { min, max } = *self else { return 1.0 };
        let span = max - min;
        if min.fract() == 0.0 && max.fract() == 0.0 && (3.0..=200.0).contains(&span) {
            return 1.0;
        }
        let mut step = 1.0;
        // A score has at most nine digits before and nine after the decimal point.
        for _ in 0..9 {
            match span / step {
                steps if steps > 200.0 => step *= 10.0,
                steps if steps < 20.0 => step /= 10.0,
                _ => break,
            }
        }
        step
    }

    /// The possible values in words: `0 to 10`, `good (1), bad (0)`, `Yes or No`.
    pub fn words(&self) -> String {
        match self {
            Self::Numerical { min, max } => format!("{} to {}", figures::exact(*min), figures::exact(*max)),
            Self::Categorical(categories) => {
                let words =
                    categories.iter().map(|(name, value)| format!("{name} ({})", figures::exact(*value)));
                words.collect::<Vec<_>>().join(", ")
            }
            Self::Boolean { true_label, false_label } => format!("{true_label} or {false_label}"),
        }
    }
}

impl FeedbackDefinition {
    /// Whether it is the built-in definition, which cannot be deleted.
    pub fn is_built_in(&self) -> bool {
        self.name == BUILT_IN
    }

    /// The choice for number key `n`, counting from 1; `None` for a numerical definition or beyond the last label.
    pub fn nth(&self, n: usize) -> Option<Choice> {
        let (label, value) = self.kind.options().into_iter().nth(n.checked_sub(1)?)?;
        Some(self.choice(label, value))
    }

    /// The score for a label; only categorical definitions send the label's name.
    pub fn choice(&self, label: String, value: f64) -> Choice {
        (value, matches!(self.kind, DefinitionKind::Categorical(_)).then_some(label))
    }

    /// Parses a typed score.
    ///
    /// # Errors
    /// A sentence for the person: not a number, more than nine decimals, or out of range.
    pub fn check(&self, text: &str) -> Result<f64, String> {
        let value = number(text)?;
        match self.kind {
            DefinitionKind::Numerical { min, max } if value < min || value > max => {
                Err(format!("Enter a number from {} to {}.", figures::exact(min), figures::exact(max)))
            }
            _ => Ok(value),
        }
    }
}

/// Sorts definitions for display: the built-in first, then by name without regard to case.
pub fn in_order(mut definitions: Vec<FeedbackDefinition>) -> Vec<FeedbackDefinition> {
    definitions.sort_by_cached_key(|one| (!one.is_built_in(), one.name.to_lowercase(), one.name.clone()));
    definitions
}

/// Parses a typed number with an optional sign, digits, and a decimal point or comma.
///
/// # Errors
/// A sentence for the person: not a number, too many decimals or digits.
pub fn number(text: &str) -> Result<f64, String> {
    let text = text.trim().replace(',', ".").replace('\u{2212}', "-");
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && decimals.is_empty()) || !digits(whole) || !digits(decimals) {
        return Err("Enter a number, such as 7 or 0.5.".to_owned());
    }
    if decimals.trim_end_matches('0').len() > DECIMALS {
        return Err(format!("At most {DECIMALS} decimals are kept."));
    }
    match text.parse::<f64>() {
        // Opik accepts values within ±999999999.999999999.
        Ok(value) if value.abs() < 1e9 => Ok(value),
        _ => Err("A score has at most nine digits before the point.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(name: &str, kind: DefinitionKind) -> FeedbackDefinition {
        FeedbackDefinition {
            id: DefinitionId::new(name),
            name: name.to_owned(),
            description: None,
            kind,
            last_updated_at: None,
        }
    }

    #[test]
    fn a_number_within_its_range_is_taken_as_it_was_typed() {
        let helpful = definition("Helpfulness", DefinitionKind::Numerical { min: -1.0, max: 10.0 });
        for (text, value) in [
            ("7", 7.0),
            (" 0,5 ", 0.5),
            ("+3.", 3.0),
            (".25", 0.25),
            ("-1", -1.0),
            ("\u{2212}0.5", -0.5),
            ("10", 10.0),
        ] {
            assert_eq!(helpful.check(text), Ok(value), "{text}");
        }
        assert_eq!(helpful.check("0.123456789"), Ok(0.123_456_789));
        assert_eq!(helpful.check("1.50000000000"), Ok(1.5));
    }

    #[test]
    fn a_number_that_is_none_or_too_fine_or_out_of_range_is_refused_with_the_reason() {
        let helpful = definition("Helpfulness", DefinitionKind::Numerical { min: 0.0, max: 10.5 });
        for text in ["", " ", "-", ".", "seven", "1e1", "NaN", "inf", "1.2.3", "1 000", "--1", "0x1", "٣"] {
            assert_eq!(helpful.check(text), Err("Enter a number, such as 7 or 0.5.".into()), "{text}");
        }
        assert_eq!(helpful.check("0.1234567891"), Err("At most 9 decimals are kept.".into()));
        for text in ["-0.1", "10.6", "999999999"] {
            assert_eq!(helpful.check(text), Err("Enter a number from 0 to 10.5.".into()), "{text}");
        }
        assert_eq!(
            helpful.check("1000000000"),
            Err("A score has at most nine digits before the point.".into())
        );
    }

    #[test]
    fn number_keys_choose_in_the_order_that_is_shown() {
        let resolved = definition(
            "Resolved",
            DefinitionKind::categorical(vec![
                ("No".into(), 0.0),
                ("Partly".into(), 0.5),
                ("Yes".into(), 1.0),
            ]),
        );
        assert_eq!(resolved.nth(1), Some((1.0, Some("Yes".into()))));
        assert_eq!(resolved.nth(3), Some((0.0, Some("No".into()))));
        assert_eq!(resolved.nth(4), None);
        assert_eq!(resolved.nth(0), None);
        let polite = definition(
            "Polite",
            DefinitionKind::Boolean { true_label: "Yes".into(), false_label: "No".into() },
        );
        assert_eq!(polite.nth(2), Some((0.0, None)));
        assert_eq!(definition("n", DefinitionKind::Numerical { min: 0.0, max: 1.0 }).nth(1), None);
    }

    #[test]
    fn a_slider_steps_by_whole_numbers_where_they_are_enough() {
        let steps =
            [(0.0, 10.0), (1.0, 5.0), (0.0, 100.0), (0.0, 1.0), (-1.0, 1.0), (0.0, 10.5), (0.0, 5000.0)];
        let steps = steps.map(|(min, max)| figures::exact(DefinitionKind::Numerical { min, max }.step()));
        assert_eq!(steps, ["1", "1", "1", "0.01", "0.1", "0.1", "100"]);
        assert_eq!(DefinitionKind::Numerical { min: 0.0, max: f64::NAN }.step(), 1.0);
    }

    #[test]
    fn a_value_of_a_category_that_is_gone_cannot_be_shown_by_the_control() {
        let tone = DefinitionKind::categorical(vec![("rude".into(), 0.0), ("fine".into(), 1.0)]);
        assert!(tone.can_show(1.0, Some("fine")) && tone.can_show(1.0, None));
        assert!(!tone.can_show(1.0, Some("kind")) && !tone.can_show(0.5, None));
        let polite = DefinitionKind::Boolean { true_label: "Yes".into(), false_label: "No".into() };
        assert!(polite.can_show(0.0, None) && !polite.can_show(0.5, None));
        assert!(DefinitionKind::Numerical { min: 0.0, max: 1.0 }.can_show(7.0, None));
    }

    #[test]
    fn categories_stand_by_value_and_equal_ones_by_name() {
        let kind = DefinitionKind::categorical(vec![("c".into(), 0.0), ("b".into(), 1.0), ("a".into(), 1.0)]);
        assert_eq!(kind.words(), "a (1), b (1), c (0)");
    }

    #[test]
    fn the_built_in_comes_first_and_the_others_by_name() {
        let yes_no = || DefinitionKind::Boolean { true_label: "Yes".into(), false_label: "No".into() };
        let all = ["tone", "Accuracy", BUILT_IN, "accuracy"].map(|name| definition(name, yes_no()));
        let names: Vec<_> = in_order(all.to_vec()).into_iter().map(|one| one.name).collect();
        assert_eq!(names, [BUILT_IN, "Accuracy", "accuracy", "tone"]);
        assert_eq!(yes_no().words(), "Yes or No");
    }
}
