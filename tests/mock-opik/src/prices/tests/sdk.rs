//! Token counts as the published SDK sends them.

use std::collections::BTreeMap;

use super::Prices;

/// What the published SDK 2.2.122 makes of the usage that each provider answers with.
#[test]
fn the_counts_of_the_published_sdk_cost_what_each_provider_bills() {
    let haiku = "anthropic.claude-haiku-4-5-20251001-v1:0";
    for (model, provider, counts, cost) in [
        (
            "gpt-4o",
            "openai",
            r#"{"completion_tokens": 100, "prompt_tokens": 1000, "total_tokens": 1100,
                "original_usage.completion_tokens": 100, "original_usage.prompt_tokens": 1000,
                "original_usage.total_tokens": 1100,
                "original_usage.completion_tokens_details.audio_tokens": 0,
                "original_usage.completion_tokens_details.reasoning_tokens": 40,
                "original_usage.prompt_tokens_details.audio_tokens": 0,
                "original_usage.prompt_tokens_details.cached_tokens": 600}"#,
            0.00275,
        ),
        (
            "gpt-4o",
            "openai",
            r#"{"completion_tokens": 100, "prompt_tokens": 1000, "total_tokens": 1100,
                "original_usage.output_tokens": 100, "original_usage.input_tokens": 1000,
                "original_usage.total_tokens": 1100, "original_usage.output_tokens_details.reasoning_tokens": 40,
                "original_usage.input_tokens_details.cached_tokens": 600}"#,
            0.00275,
        ),
        (
            "claude-sonnet-4-5-20250929",
            "anthropic",
            r#"{"completion_tokens": 100, "prompt_tokens": 1700, "total_tokens": 1800,
                "original_usage.input_tokens": 1000, "original_usage.output_tokens": 100,
                "original_usage.cache_creation_input_tokens": 200, "original_usage.cache_read_input_tokens": 500,
                "original_usage.cache_creation.ephemeral_5m_input_tokens": 0,
                "original_usage.cache_creation.ephemeral_1h_input_tokens": 200}"#,
            0.00585,
        ),
        // Anthropic summed a long conversation up on the way: the SDK's sum has those tokens, the original not.
        (
            "claude-sonnet-4-5-20250929",
            "anthropic",
            r#"{"completion_tokens": 150, "prompt_tokens": 4500, "total_tokens": 4650,
                "original_usage.input_tokens": 1000, "original_usage.output_tokens": 100,
                "original_usage.cache_creation_input_tokens": 0, "original_usage.cache_read_input_tokens": 500}"#,
            0.0144,
        ),
        // The same model asked through LiteLLM, which counts as OpenAI does.
        (
            "claude-sonnet-4-5-20250929",
            "anthropic",
            r#"{"completion_tokens": 100, "prompt_tokens": 1500, "total_tokens": 1600,
                "original_usage.prompt_tokens": 1500, "original_usage.completion_tokens": 100,
                "original_usage.prompt_tokens_details.cached_tokens": 500,
                "original_usage.cache_read_input_tokens": 500, "original_usage.cache_creation_input_tokens": 0}"#,
            0.00465,
        ),
        (
            "gemini-2.5-flash",
            "google_ai",
            r#"{"completion_tokens": 300, "prompt_tokens": 1000, "total_tokens": 1300,
                "original_usage.candidates_token_count": 100, "original_usage.prompt_token_count": 1000,
                "original_usage.total_token_count": 1300, "original_usage.cached_content_token_count": 400,
                "original_usage.thoughts_token_count": 200}"#,
            0.000_942,
        ),
        (
            "gemini-2.5-flash",
            "google_vertexai",
            r#"{"completion_tokens": 100, "prompt_tokens": 1050, "total_tokens": 1150,
                "original_usage.candidates_token_count": 100, "original_usage.prompt_token_count": 1000,
                "original_usage.total_token_count": 1150, "original_usage.tool_use_prompt_token_count": 50}"#,
            0.000_565,
        ),
        (
            haiku,
            "bedrock",
            r#"{"completion_tokens": 100, "prompt_tokens": 1700, "total_tokens": 1800,
                "original_usage.inputTokens": 1000, "original_usage.outputTokens": 100,
                "original_usage.cacheReadInputTokens": 500, "original_usage.cacheWriteInputTokens": 200,
                "original_usage.totalTokens": 1800}"#,
            0.0018,
        ),
        (
            "mistral-large-latest",
            "mistral",
            r#"{"completion_tokens": 100, "prompt_tokens": 1000, "total_tokens": 1100,
                "original_usage.completion_tokens": 100, "original_usage.prompt_tokens": 1000}"#,
            0.00065,
        ),
    ] {
        let usage: BTreeMap<String, i64> = serde_json::from_str(counts).unwrap();
        let estimated = Prices::built_in().cost(model, Some(provider), &usage).unwrap_or(0) as f64 / 1e12;
        assert_eq!(estimated, cost, "{model} of {provider}: {counts}");
    }
}
