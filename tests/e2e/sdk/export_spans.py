"""Logs a conversation of two turns with the published OpenTelemetry exporter, which knows nothing of Opik.

Run by the browser tests with OPIK_URL_OVERRIDE set.
"""

import json
import os

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

TURNS = [("Where is my parcel?", "It left the depot this morning."), ("When will it come?", "Before six.")]


def text(role: str, words: str) -> str:
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": words}]}])


def main() -> None:
    provider = TracerProvider(resource=Resource.create({"service.name": "parcels"}))
    exporter = OTLPSpanExporter(
        endpoint=os.environ["OPIK_URL_OVERRIDE"] + "/v1/private/otel/v1/traces",
        headers={"projectName": "Support"},
        compression=Compression.Gzip,
    )
    # Small batches: the spans of a turn come in several requests, the first of them without its root.
    provider.add_span_processor(BatchSpanProcessor(exporter, max_export_batch_size=2))
    tracer = provider.get_tracer("parcel-agent")
    for question, reply in TURNS:
        with tracer.start_as_current_span("invoke_agent parcels") as agent:
            agent.set_attribute("gen_ai.operation.name", "invoke_agent")
            agent.set_attribute("gen_ai.conversation.id", "otel-talk")
            with tracer.start_as_current_span("execute_tool find") as tool:
                tool.set_attribute("gen_ai.operation.name", "execute_tool")
                tool.set_attribute("gen_ai.tool.call.arguments", json.dumps({"parcel": 7}))
                try:
                    raise LookupError("parcel 7 is unknown")
                except LookupError as error:
                    tool.record_exception(error)
                    tool.set_status(trace.Status(trace.StatusCode.ERROR))
            with tracer.start_as_current_span("chat gpt-4o") as call:
                call.set_attribute("gen_ai.operation.name", "chat")
                call.set_attribute("gen_ai.provider.name", "openai")
                call.set_attribute("gen_ai.request.model", "gpt-4o")
                call.set_attribute("gen_ai.usage.input_tokens", 100)
                call.set_attribute("gen_ai.usage.output_tokens", 20)
                call.set_attribute("gen_ai.input.messages", text("user", question))
                call.set_attribute("gen_ai.output.messages", text("assistant", reply))
            agent.set_attribute("gen_ai.input.messages", text("user", question))
            agent.set_attribute("gen_ai.output.messages", text("assistant", reply))
    assert provider.force_flush(), "everything is sent"
    provider.shutdown()


if __name__ == "__main__":
    main()
