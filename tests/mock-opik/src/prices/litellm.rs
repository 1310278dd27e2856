//! A price list in LiteLLM's format (`model_prices_and_context_window.json`): an object of models, each with what it
//! costs in dollars a token.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{ListedPrice, Price, Tier, names};

/// Providers in the order in which their price counts when no provider is named; makers of models first.
const MAKERS: [&str; 12] = [
    "openai",
    "anthropic",
    "google_ai",
    "mistral",
    "cohere",
    "deepseek",
    "xai",
    "perplexity",
    "moonshot",
    "groq",
    "bedrock",
    "azure",
];

/// Reads a list. Models without a price for tokens (images, audio by the second) are left out.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn read(text: &str) -> Result<Vec<ListedPrice>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let models: BTreeMap<String, Value> =
        serde_json::from_str(text).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => "it is not one object with a model for each name".to_owned(),
            _ => format!("it is not JSON ({error})"),
        })?;
    let mut lines = Vec::new();
    for (name, model) in &models {
        // LiteLLM's own list begins with an example of all fields.
        if name == "sample_spec" {
            continue;
        }
        let Value::Object(model) = model else { return Err(format!("{name:?} is no object")) };
        lines.extend(listed(name, model)?);
    }
    if lines.is_empty() {
        return Err("no model in it has an input_cost_per_token or an output_cost_per_token".to_owned());
    }
    let rank =
        |line: &ListedPrice| MAKERS.iter().position(|maker| *maker == line.provider).unwrap_or(MAKERS.len());
    lines.sort_by_key(rank);
    Ok(lines)
}

fn listed(name: &str, model: &Map<String, Value>) -> Result<Option<ListedPrice>, String> {
    let cost = |field: &str| price(name, model, field);
    // A special price of 0 means that there is no special price.
    let own = |field: &str| Ok::<_, String>(cost(field)?.filter(|price| *price > 0));
    let (input, output) = (cost("input_cost_per_token")?, cost("output_cost_per_token")?);
    let mut tiers = Vec::new();
    for above in model.keys().filter_map(|field| tier(field)) {
        let at = |field: &str| own(&format!("{field}_above_{above}k_tokens"));
        tiers.push(Tier {
            above: above.saturating_mul(1000),
            input: at("input_cost_per_token")?,
            output: at("output_cost_per_token")?,
            cache_read: at("cache_read_input_token_cost")?,
            cache_write: at("cache_creation_input_token_cost")?,
        });
    }
    tiers.sort_by_key(|tier| std::cmp::Reverse(tier.above));
    tiers.dedup_by_key(|tier| tier.above);
    let price = Price {
        input: input.unwrap_or(0),
        output: output.unwrap_or(0),
        cache_read: own("cache_read_input_token_cost")?,
        cache_write: own("cache_creation_input_token_cost")?,
        cache_write_1h: own("cache_creation_input_token_cost_above_1hr")?,
        reasoning: own("output_cost_per_reasoning_token")?,
        audio_input: own("input_cost_per_audio_token")?,
        audio_output: own("output_cost_per_audio_token")?,
        tiers,
    };
    let seller = model.get("litellm_provider").and_then(Value::as_str).unwrap_or_default();
    let provider = names::provider(seller);
    let mut model = name.trim().to_lowercase();
    // `gemini/gemini-2.5-pro` is the model gemini-2.5-pro of the provider gemini.
    if let Some((before, behind)) = model.split_once('/')
        && (provider.is_empty() || names::provider(before) == provider || before == seller)
    {
        model = behind.to_owned();
    }
    Ok((input.is_some() || output.is_some()).then_some(ListedPrice { provider, model, price }))
}

/// The number of thousand tokens in `input_cost_per_token_above_200k_tokens`.
fn tier(field: &str) -> Option<i64> {
    let rest = field.strip_prefix("input_cost_per_token_above_");
    let rest = rest.or_else(|| field.strip_prefix("output_cost_per_token_above_"))?;
    rest.strip_suffix("k_tokens")?.parse().ok()
}

/// A price in 10^-15 dollars a token; like Opik also from a number written as text.
fn price(name: &str, model: &Map<String, Value>, field: &str) -> Result<Option<i64>, String> {
    let dollars = match model.get(field) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    // A price of more than a thousand dollars a token is a mistake.
    match dollars.filter(|dollars: &f64| (0.0..=1000.0).contains(dollars)) {
        Some(dollars) => Ok(Some((dollars * 1e15).round() as i64)),
        None => Err(format!("{field} of {name:?} is no price: {}", model.get(field).unwrap_or(&Value::Null))),
    }
}
