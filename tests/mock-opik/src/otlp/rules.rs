//! What each attribute is: Opik's rules, and more of them. On Opik an attribute without a rule is input; here those that
//! are known to be something else are sorted out first, so that a reader sees what was asked and answered.

/// Where an attribute goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goes {
    Input,
    Output,
    Metadata,
    Model,
    Provider,
    /// Token counts: one, named by what follows the rule, or an object of them.
    Usage,
    /// The cost in dollars.
    Cost,
    /// The thread, by how much it is meant as one: 0 most.
    Thread(u8),
    Tags,
    /// An object of metadata.
    MoreMetadata,
    /// What it is, such as `LLM` or `tool`.
    Kind,
    /// An OpenTelemetry id is replaced by one that the client knows.
    OwnId,
    /// Only means something to the program that sent it.
    Nothing,
}

/// A rule; a name ending in `*` covers all names that begin so. `true`: a span with such an attribute calls a model.
type Rule = (&'static str, Goes, bool);

/// The first that fits counts.
const RULES: &[Rule] = &[
    ("opik.trace_id", Goes::OwnId, false),
    ("opik.span_id", Goes::OwnId, false),
    ("opik.parent_span_id", Goes::OwnId, false),
    ("opik.tags", Goes::Tags, false),
    ("opik.*", Goes::Metadata, false),
    ("thread_id", Goes::Thread(1), false),
    ("gen_ai.conversation.id", Goes::Thread(0), false),
    ("session.id", Goes::Thread(2), false),
    ("langfuse.session.id", Goes::Thread(2), false),
    // OpenTelemetry's own conventions for models.
    ("gen_ai.request.model", Goes::Model, true),
    ("gen_ai.response.model", Goes::Model, true),
    ("gen_ai.request_model", Goes::Model, true),
    ("gen_ai.response_model", Goes::Model, true),
    ("gen_ai.provider.name", Goes::Provider, true),
    ("gen_ai.system", Goes::Provider, true),
    ("gen_ai.system_instructions", Goes::Input, true),
    ("gen_ai.usage.cost", Goes::Cost, true),
    ("gen_ai.usage.*", Goes::Usage, true),
    ("gen_ai.operation.name", Goes::Kind, false),
    ("gen_ai.tool.call.arguments", Goes::Input, false),
    ("gen_ai.tool.call.result", Goes::Output, false),
    ("gen_ai.prompt*", Goes::Input, false),
    ("gen_ai.completion*", Goes::Output, false),
    ("gen_ai.input.*", Goes::Input, true),
    ("gen_ai.output.messages", Goes::Output, true),
    ("gen_ai.response.id", Goes::Metadata, true),
    ("gen_ai.response.finish_reasons", Goes::Metadata, false),
    ("gen_ai.response*", Goes::Output, false),
    ("gen_ai.*", Goes::Metadata, false),
    // OpenInference.
    ("openinference.span.kind", Goes::Kind, false),
    ("input.mime_type", Goes::Metadata, false),
    ("output.mime_type", Goes::Metadata, false),
    ("llm.model_name", Goes::Model, true),
    ("llm.provider", Goes::Provider, true),
    ("llm.system", Goes::Provider, true),
    ("llm.token_count.*", Goes::Usage, true),
    ("llm.cost.total", Goes::Cost, true),
    ("llm.input_messages*", Goes::Input, true),
    ("llm.prompts*", Goes::Input, true),
    ("llm.output_messages*", Goes::Output, true),
    ("llm.choices*", Goes::Output, true),
    ("llm.function_call", Goes::Output, true),
    ("llm.*", Goes::Metadata, true),
    ("tag.tags", Goes::Tags, false),
    ("metadata", Goes::MoreMetadata, false),
    // Logfire and Pydantic AI.
    ("logfire.msg", Goes::Metadata, false),
    ("logfire.*", Goes::Nothing, false),
    ("agent_name", Goes::Metadata, false),
    ("model_name", Goes::Model, true),
    ("all_messages*", Goes::Input, false),
    ("pydantic_ai.all_messages", Goes::Input, false),
    ("final_result", Goes::Output, false),
    ("params", Goes::Input, false),
    ("prompt", Goes::Input, true),
    ("response", Goes::Output, false),
    ("result", Goes::Output, false),
    ("tools", Goes::Input, false),
    ("tool_arguments", Goes::Input, false),
    ("tool_response*", Goes::Output, false),
    ("usage", Goes::Usage, true),
    // The Vercel AI SDK.
    ("ai.model.id", Goes::Model, true),
    ("ai.model.provider", Goes::Provider, true),
    ("ai.usage.*", Goes::Usage, true),
    ("ai.prompt*", Goes::Input, false),
    ("ai.toolCall.args", Goes::Input, false),
    ("ai.toolCall.result", Goes::Output, false),
    ("ai.response.text", Goes::Output, false),
    ("ai.response.object", Goes::Output, false),
    ("ai.response.toolCalls", Goes::Output, false),
    ("ai.response.reasoning*", Goes::Output, false),
    ("ai.response.files", Goes::Output, false),
    ("ai.*", Goes::Metadata, false),
    // LiveKit.
    ("lk.function_tool.output", Goes::Output, false),
    ("lk.response.*", Goes::Output, false),
    ("lk.*", Goes::Input, false),
    // OpenLLMetry, Langfuse, smolagents.
    ("traceloop.entity.input", Goes::Input, false),
    ("traceloop.entity.output", Goes::Output, false),
    ("traceloop.span.kind", Goes::Kind, false),
    ("traceloop.*", Goes::Metadata, false),
    ("langfuse.observation.input", Goes::Input, false),
    ("langfuse.observation.output", Goes::Output, false),
    ("langfuse.trace.input", Goes::Input, false),
    ("langfuse.trace.output", Goes::Output, false),
    ("langfuse.*", Goes::Metadata, false),
    ("smolagents.*", Goes::Metadata, false),
    // In general.
    ("input*", Goes::Input, false),
    ("output*", Goes::Output, false),
    ("metadata.*", Goes::Metadata, false),
    ("code.*", Goes::Metadata, false),
    ("error.*", Goes::Metadata, false),
    ("exception.*", Goes::Metadata, false),
    ("user.*", Goes::Metadata, false),
    ("enduser.*", Goes::Metadata, false),
    ("http.*", Goes::Metadata, false),
    ("url.*", Goes::Metadata, false),
    ("net.*", Goes::Metadata, false),
    ("network.*", Goes::Metadata, false),
    ("server.*", Goes::Metadata, false),
    ("client.*", Goes::Metadata, false),
    ("user_agent.*", Goes::Metadata, false),
    ("peer.*", Goes::Metadata, false),
    ("rpc.*", Goes::Metadata, false),
    ("db.*", Goes::Metadata, false),
    ("messaging.*", Goes::Metadata, false),
    ("thread.*", Goes::Metadata, false),
    ("service.*", Goes::Metadata, false),
    ("telemetry.*", Goes::Metadata, false),
];

/// Where the attribute of this name goes, whether it marks a call of a model, and what follows the rule's prefix.
pub(super) fn rule(name: &str) -> (Goes, bool, &str) {
    for (rule, goes, model) in RULES {
        match rule.strip_suffix('*') {
            Some(prefix) => {
                if let Some(rest) = name.strip_prefix(prefix) {
                    return (*goes, *model, rest);
                }
            }
            None if name == *rule => return (*goes, *model, ""),
            None => {}
        }
    }
    (Goes::Input, false, "")
}

/// The name that token counts have here: SDKs and price lists count prompt and completion.
pub(super) fn usage_name(name: &str) -> &str {
    match name {
        "input_tokens" | "prompt" | "promptTokens" | "inputTokens" => "prompt_tokens",
        "output_tokens" | "completion" | "completionTokens" | "outputTokens" => "completion_tokens",
        "total" | "totalTokens" | "tokens" => "total_tokens",
        "prompt_details.cache_read" | "cache_read.input_tokens" | "cachedInputTokens" => {
            "cache_read_input_tokens"
        }
        "prompt_details.cache_write" | "cache_creation.input_tokens" => "cache_creation_input_tokens",
        "completion_details.reasoning" | "reasoning.output_tokens" | "reasoningTokens" => "reasoning_tokens",
        other => other,
    }
}
