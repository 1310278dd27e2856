//! A metric by groups: by tag, model, error and so on.

use super::request::unknown;
use super::{Measure, Metric};
use crate::body_fields::BodyFields;
use crate::entity::EntityType;
use crate::error::{ApiError, ApiResult};

/// The `breakdown` of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    pub(super) field: GroupBy,
    /// The key in the metadata, when grouped by metadata.
    pub(super) metadata_key: String,
    /// Which one of the metric's series: a percentile, a score's name, a token count's name.
    pub(super) series: String,
}

/// A field to group by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// Each tag; a row with several tags counts in each.
    Tags,
    /// The value of a metadata key.
    Metadata,
    /// The name.
    Name,
    /// Whether there is an error.
    Error,
    /// The type of the error.
    ErrorType,
    /// A span's model.
    Model,
    /// A span's provider.
    Provider,
    /// A span's type.
    Type,
}

const GROUPS: [(&str, GroupBy); 8] = [
    ("tags", GroupBy::Tags),
    ("metadata", GroupBy::Metadata),
    ("name", GroupBy::Name),
    ("error_info", GroupBy::Error),
    ("error_type", GroupBy::ErrorType),
    ("model", GroupBy::Model),
    ("provider", GroupBy::Provider),
    ("type", GroupBy::Type),
];

impl Breakdown {
    /// Reads it; `None` for the field `none`.
    ///
    /// # Errors
    /// 400 for an unknown field; 422 when field and metric do not fit each other.
    pub(super) fn read(body: &str, metric: Metric) -> ApiResult<Option<Self>> {
        let fields = BodyFields::read(body, "")?;
        let Some(name) = fields.non_blank("field")?.filter(|name| name != "none") else { return Ok(None) };
        let names = std::iter::once("none").chain(GROUPS.iter().map(|(name, _)| *name));
        let found = GROUPS.into_iter().find(|(known, _)| *known == name);
        let (_, field) = found.ok_or_else(|| unknown("BreakdownField", &name, names))?;
        let metadata_key = fields.non_blank("metadata_key")?.unwrap_or_default();
        if field == GroupBy::Metadata && metadata_key.is_empty() {
            return Err(ApiError::invalid_one("metadata_key is required when group by field is 'metadata'"));
        }
        if !field.fits(metric) {
            return Err(ApiError::invalid_one(format!(
                "Group by field '{name}' is not compatible with metric type '{}'. This field supports {}.",
                metric.name,
                field.supports()
            )));
        }
        let series = fields.non_blank("sub_metric")?.unwrap_or_default();
        Ok(Some(Self { field, metadata_key, series: check_series(metric.measure, series)? }))
    }
}

/// The one series that is answered, checked.
fn check_series(measure: Measure, series: String) -> ApiResult<String> {
    let wrong = |text: &str| Err(ApiError::invalid_one(format!("breakdown.subMetric {text}")));
    match (measure, series.as_str()) {
        (Measure::Durations, "") => {
            wrong("sub_metric is required for duration metrics with breakdown. Valid values: p50, p90, p99")
        }
        (Measure::Durations, given) => match given.to_lowercase() {
            known if ["p50", "p90", "p99"].contains(&known.as_str()) => Ok(known),
            _ => wrong(&format!("Invalid sub_metric '{given}'. Valid values: p50, p90, p99")),
        },
        (Measure::Scores, "") => wrong(
            "sub_metric is required for feedback scores metrics with breakdown. It should be the feedback score name.",
        ),
        (Measure::Tokens, "") => wrong(
            "sub_metric is required for token usage metrics with breakdown. It should be the usage key name (e.g., \
             completion_tokens, prompt_tokens).",
        ),
        _ => Ok(series),
    }
}

impl GroupBy {
    /// Whether a metric can be grouped by this. As on Opik, averages, rates, and the cost of threads and spans cannot
    /// be grouped.
    fn fits(self, metric: Metric) -> bool {
        let never = match (metric.measure, metric.entity) {
            (Measure::AverageDuration | Measure::ErrorRate, _) => true,
            (Measure::Cost, entity) => entity != EntityType::Trace,
            _ => false,
        };
        let entities: &[EntityType] = match self {
            Self::Tags => &[EntityType::Trace, EntityType::Span, EntityType::Thread],
            Self::Metadata | Self::Name | Self::Error | Self::ErrorType => {
                &[EntityType::Trace, EntityType::Span]
            }
            Self::Model | Self::Provider | Self::Type => &[EntityType::Span],
        };
        !never && entities.contains(&metric.entity)
    }

    fn supports(self) -> &'static str {
        match self {
            Self::Tags => "Trace, Span, and Thread metrics",
            Self::Metadata | Self::Name | Self::Error | Self::ErrorType => "Trace and Span metrics",
            Self::Model | Self::Provider | Self::Type => "Span metrics only",
        }
    }
}
