"""Logs the same small conversation in every way the published Opik SDK offers, and prints the thread ids.

Run by the browser tests with OPIK_URL_OVERRIDE, OPIK_WORKSPACE and OPIK_PROJECT_NAME set.
"""

import opik
from opik import opik_context

TURNS = [("Where is my parcel?", "It left the depot this morning."), ("When will it come?", "Before six.")]


@opik.track
def answer_in_context(question: str) -> str:
    opik_context.update_current_trace(thread_id="sdk-decorator", tags=["parcel"])
    return dict(TURNS)[question]


@opik.track
def answer_with_args(question: str) -> str:
    return dict(TURNS)[question]


@opik.track(name="look up", type="tool")
def look_up(question: str) -> str:
    return dict(TURNS)[question]


@opik.track(name="write", type="llm")
def write(facts: str) -> str:
    opik_context.update_current_span(
        model="gpt-4o",
        provider="openai",
        usage={"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    )
    return facts


@opik.track(name="agent")
def nested(question: str) -> str:
    opik_context.update_current_trace(thread_id="sdk-nested")
    return write(look_up(question))


def log_with(client: opik.Opik, thread_id: str) -> None:
    for question, reply in TURNS:
        trace = client.trace(name="chat", thread_id=thread_id, input={"question": question})
        span = trace.span(name="model", type="llm", input={"question": question})
        span.end(output={"answer": reply})
        trace.end(output={"answer": reply})


def main() -> None:
    for question, _ in TURNS:
        answer_in_context(question)
        answer_with_args(question, opik_args={"trace": {"thread_id": "sdk-args"}})
        nested(question)
    opik.flush_tracker()

    client = opik.Opik()
    log_with(client, "sdk-client")
    client.log_traces_feedback_scores(
        [{"id": trace.id, "name": "helpful", "value": 1.0} for trace in client.search_traces(max_results=1)]
    )
    client.end()

    unbatched = opik.Opik(_use_batching=False)
    log_with(unbatched, "sdk-unbatched")
    unbatched.end()

    print("sdk-decorator sdk-args sdk-nested sdk-client sdk-unbatched")


if __name__ == "__main__":
    main()
