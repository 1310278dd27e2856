#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use super::{ListedPrice, Price, Prices, Tokens, names, table};

mod sdk;

fn usage(counts: &[(&str, i64)]) -> BTreeMap<String, i64> {
    counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

fn line(provider: &str, model: &str, input: i64) -> ListedPrice {
    let price = Price { input, ..Price::default() };
    ListedPrice { provider: provider.to_owned(), model: model.to_owned(), price }
}

#[test]
fn every_line_of_the_table_is_read_and_is_a_price() {
    let lines = table::read(include_str!("table.tsv")).unwrap();
    assert!(lines.len() > 300, "{} models", lines.len());
    for ListedPrice { provider, model, price } in &lines {
        assert!(price.input > 0 || price.output > 0, "{provider} {model} costs nothing");
        assert_eq!(names::provider(provider), *provider, "the provider's one spelling");
        assert_eq!(model.to_lowercase(), *model);
        // Nobody asks a thousand dollars for a million tokens: a slip of the decimal point would.
        assert!(price.input < 1_000_000_000_000 && price.output < 1_000_000_000_000, "{provider} {model}");
        // What is read from the cache is never dearer than what is sent anew, or there would be no cache.
        assert!(price.cache_read.is_none_or(|read| read <= price.input), "{provider} {model}");
    }
    let mut names: Vec<_> = lines.iter().map(|line| (&line.provider, &line.model)).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), lines.len(), "no model is listed twice");
}

#[test]
fn a_model_is_found_however_it_is_spelled() {
    let prices = Prices::built_in();
    let gpt = prices.price("gpt-4o", Some("openai")).unwrap();
    for (model, provider) in [
        ("GPT-4o", Some("OpenAI")),
        (" gpt-4o ", Some(" openai ")),
        ("openai/gpt-4o", Some("openai")),
        ("gpt-4o-2024-08-06", Some("openai")),
        ("gpt-4o", Some("azure")),
        ("azure/gpt-4o", Some("azure_openai")),
        ("openai/gpt-4o", Some("openrouter")),
        ("openrouter/openai/gpt-4o", Some("litellm")),
        ("openai/gpt-4o", None),
        ("gpt-4o", None),
        ("gpt-4o", Some("")),
    ] {
        assert_eq!(prices.price(model, provider), Some(gpt), "{model} of {provider:?}");
    }
    let sonnet = prices.price("claude-sonnet-4-5", Some("anthropic")).unwrap();
    for (model, provider) in [
        ("claude-sonnet-4.5", Some("anthropic")),
        ("claude-sonnet-4-5-20250929", Some("Anthropic")),
        ("claude-sonnet-4-5-latest", None),
        ("anthropic/claude-sonnet-4.5", Some("openrouter")),
        ("claude-sonnet-4-5@20250929", Some("anthropic_vertexai")),
        ("vertex_ai/claude-sonnet-4-5@20250929", Some("google_vertexai")),
    ] {
        assert_eq!(prices.price(model, provider), Some(sonnet), "{model} of {provider:?}");
    }
    let gemini = prices.price("gemini-2.5-flash", Some("google_ai")).unwrap();
    for (model, provider) in [
        ("models/gemini-2.5-flash", Some("google_ai")),
        ("gemini/gemini-2.5-flash", None),
        ("gemini-2.5-flash", Some("google_vertexai")),
        ("publishers/google/models/gemini-2.5-flash", Some("vertex_ai")),
    ] {
        assert_eq!(prices.price(model, provider), Some(gemini), "{model} of {provider:?}");
    }
    let haiku = prices.price("anthropic.claude-haiku-4-5-20251001-v1:0", Some("bedrock")).unwrap();
    assert_eq!(prices.price("global.anthropic.claude-haiku-4-5-20251001-v1:0", Some("bedrock")), Some(haiku));
    let european = prices.price("eu.anthropic.claude-haiku-4-5-20251001-v1:0", Some("bedrock")).unwrap();
    assert!(european.input > haiku.input, "a region with a price of its own keeps it");
}

#[test]
fn what_is_not_listed_has_no_price() {
    let prices = Prices::built_in();
    for (model, provider) in [
        ("my-model", Some("openai")),
        ("my-model", None),
        ("gpt-4o-but-mine", Some("openai")),
        ("ft:gpt-4-turbo:acme::1", Some("openai")),
        // The same weights on one's own machine cost nothing by the token.
        ("gpt-4o", Some("my gateway")),
        ("deepseek-r1", Some("ollama")),
        ("ollama/deepseek-r1", None),
        ("gpt-4o", Some("anthropic")),
        ("", Some("openai")),
        ("/", None),
        ("::::", None),
        ("..-latest", None),
    ] {
        assert_eq!(prices.price(model, provider), None, "{model} of {provider:?}");
        assert_eq!(prices.cost(model, provider, &usage(&[("prompt_tokens", 10)])), None);
    }
    let listed = usage(&[("characters", 10)]);
    assert_eq!(prices.cost("gpt-4o", Some("openai"), &listed), None, "nothing was used that has a price");
}

#[test]
fn a_trained_model_has_its_own_price_whosever_it_is() {
    let prices = Prices::built_in();
    let price = prices.price("ft:gpt-4o-2024-08-06:acme:support:9x", Some("openai")).unwrap();
    assert_eq!((price.input, price.output), (3_750_000_000, 15_000_000_000));
}

#[test]
fn a_name_without_its_date_means_the_newest_version() {
    let prices = Prices::new(vec![
        line("x", "m-20240101", 1),
        line("x", "m-20250101", 2),
        line("x", "n-2025-01-01", 3),
    ]);
    assert_eq!(prices.price("m", Some("x")).unwrap().input, 2);
    assert_eq!(prices.price("n", None).unwrap().input, 3);
    assert_eq!(prices.price("m-20240101", Some("x")).unwrap().input, 1);
    assert_eq!(names::without_date("m-v1-20240101-v2:0"), Some("m-v1"));
    for undated in ["gpt-4-0613", "mistral-large-2407", "m-12345678", "m-2024-1-1", "20240101", ""] {
        assert_eq!(names::without_date(undated), None, "{undated}");
    }
}

/// Dollars, from 10^-12.
fn dollars(model: &str, provider: &str, counts: &[(&str, i64)]) -> f64 {
    Prices::built_in().cost(model, Some(provider), &usage(counts)).unwrap_or(0) as f64 / 1e12
}

#[test]
fn cached_tokens_are_counted_once_whoever_counts_them() {
    // gpt-4o: 2.50 in, 1.25 cached, 10 out. OpenAI counts what was cached within the prompt.
    let openai = [("prompt_tokens", 1000), ("completion_tokens", 100), ("total_tokens", 1100)];
    assert_eq!(dollars("gpt-4o", "openai", &openai), 0.0035);
    let cached =
        [("original_usage.prompt_tokens", 1000), ("original_usage.prompt_tokens_details.cached_tokens", 600)];
    assert_eq!(dollars("gpt-4o", "openai", &[&openai[..], &cached].concat()), 0.00275);
    let responses =
        [("original_usage.input_tokens", 1000), ("original_usage.input_tokens_details.cached_tokens", 600)];
    assert_eq!(dollars("gpt-4o", "openai", &[&openai[..], &responses].concat()), 0.00275);

    // claude-sonnet-4-5: 3 in, 0.30 read, 3.75 written (6 for an hour), 15 out. Anthropic counts them beside the input;
    // the SDK's prompt_tokens is the sum of the three.
    let anthropic = [
        ("prompt_tokens", 1700),
        ("completion_tokens", 100),
        ("total_tokens", 1800),
        ("original_usage.input_tokens", 1000),
        ("original_usage.output_tokens", 100),
        ("original_usage.cache_read_input_tokens", 500),
        ("original_usage.cache_creation_input_tokens", 200),
    ];
    assert_eq!(dollars("claude-sonnet-4-5", "anthropic", &anthropic), 0.0054);
    let hour = [("original_usage.cache_creation.ephemeral_1h_input_tokens", 200)];
    assert_eq!(dollars("claude-sonnet-4-5", "anthropic", &[&anthropic[..], &hour].concat()), 0.00585);
    // Older SDKs send no sum, others no original.
    let old = [
        ("prompt_tokens", 1000),
        ("completion_tokens", 100),
        ("original_usage.cache_read_input_tokens", 500),
        ("original_usage.cache_creation_input_tokens", 200),
    ];
    assert_eq!(dollars("claude-sonnet-4-5", "anthropic", &old), 0.0054);
    let bare = [("prompt_tokens", 1000), ("completion_tokens", 100), ("cache_read_input_tokens", 500)];
    assert_eq!(dollars("claude-sonnet-4-5", "anthropic", &bare), 0.00465);
    assert_eq!(dollars("gpt-4o", "openai", &bare), 0.002875, "within the prompt, at OpenAI");
    let bedrock = [
        ("prompt_tokens", 1500),
        ("completion_tokens", 100),
        ("original_usage.inputTokens", 1000),
        ("original_usage.outputTokens", 100),
        ("original_usage.cacheReadInputTokens", 500),
    ];
    let model = "anthropic.claude-haiku-4-5-20251001-v1:0";
    assert_eq!(dollars(model, "bedrock", &bedrock), 0.00155, "1 in, 0.10 read, 5 out");

    // gemini-2.5-flash: 0.30 in, 0.03 cached, 2.50 out.
    let google = [
        ("prompt_tokens", 1000),
        ("completion_tokens", 300),
        ("total_tokens", 1300),
        ("original_usage.prompt_token_count", 1000),
        ("original_usage.cached_content_token_count", 400),
        ("original_usage.candidates_token_count", 100),
        ("original_usage.thoughts_token_count", 200),
    ];
    assert_eq!(dollars("gemini-2.5-flash", "google_ai", &google), 0.000_942);
}

#[test]
fn what_was_thought_is_counted_once() {
    let thought = ("original_usage.completion_tokens_details.reasoning_tokens", 80);
    let within = [("prompt_tokens", 1000), ("completion_tokens", 100), ("total_tokens", 1100), thought];
    assert_eq!(dollars("o3", "openai", &within), 0.0028, "2 in, 8 out: the 80 are among the 100");
    // xAI counts them beside the answer: only the total has them.
    let beside = [("prompt_tokens", 1000), ("completion_tokens", 100), ("total_tokens", 1180), thought];
    assert_eq!(dollars("grok-3", "xai", &beside), 0.0057, "3 in, 15 out: 180 tokens went out");
    // A price of its own: 0.15 in, 0.60 out, 3.50 thought.
    let model = "gemini-2.5-flash-preview-04-17";
    assert_eq!(dollars(model, "google_ai", &within), 0.000_442, "150 + 20 * 0.6 + 80 * 3.5");
}

#[test]
fn a_long_prompt_has_its_own_prices() {
    let counts = |prompt| [("prompt_tokens", prompt), ("completion_tokens", 1000)];
    assert_eq!(dollars("gemini-2.5-pro", "google_ai", &counts(200_000)), 0.26, "1.25 in, 10 out");
    assert_eq!(dollars("gemini-2.5-pro", "google_ai", &counts(200_001)), 0.515_002_5, "2.50 in, 15 out");
}

#[test]
fn nonsense_counts_cost_nothing_wrong() {
    for counts in [
        vec![("prompt_tokens", -5), ("completion_tokens", 10)],
        vec![("completion_tokens", 10), ("original_usage.prompt_tokens_details.cached_tokens", 500)],
        vec![("completion_tokens", 10), ("completion_tokens_details.reasoning_tokens", 5000)],
        vec![("completion_tokens", 10), ("completion_tokens_details.audio_tokens", -9)],
    ] {
        assert_eq!(dollars("gpt-4o", "openai", &counts), 0.0001, "{counts:?}");
    }
    let most =
        usage(&[("prompt_tokens", i64::MAX), ("completion_tokens", i64::MAX), ("total_tokens", i64::MAX)]);
    assert_eq!(Prices::built_in().cost("gpt-4o", None, &most), Some(i64::MAX), "no overflow");
}

proptest::proptest! {
    #[test]
    fn no_token_is_counted_twice_or_lost(
        prompt in 0..100_000_i64, cached in 0..100_000_i64, written in 0..100_000_i64,
        completion in 0..100_000_i64, thought in 0..100_000_i64, audio in 0..100_000_i64, beside: bool,
    ) {
        let counts = usage(&[
            ("prompt_tokens", prompt), ("completion_tokens", completion),
            ("total_tokens", prompt + completion),
            ("prompt_tokens_details.cached_tokens", cached),
            ("prompt_tokens_details.cache_creation_tokens", written),
            ("prompt_tokens_details.audio_tokens", audio),
            ("completion_tokens_details.reasoning_tokens", thought),
        ]);
        let tokens = Tokens::of(&counts, beside);
        let sent = tokens.input + tokens.audio_input + tokens.cache_read + tokens.cache_write + tokens.cache_write_1h;
        proptest::prop_assert_eq!(sent, prompt);
        proptest::prop_assert_eq!(tokens.output + tokens.reasoning + tokens.audio_output, completion);
    }

    #[test]
    fn any_name_is_looked_up(model in ".{0,40}", provider in proptest::option::of(".{0,12}")) {
        Prices::built_in().price(&model, provider.as_deref());
    }
}
