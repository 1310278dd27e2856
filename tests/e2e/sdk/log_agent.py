"""A traced agent, as people write one: functions in functions, a model call with its usage, a tool that fails."""

import opik
from opik import opik_context


@opik.track(type="tool")
def find_parcel(number: str) -> str:
    raise LookupError(f"parcel {number} is unknown")


@opik.track(type="llm")
def think(messages: list) -> str:
    opik_context.update_current_span(
        model="gpt-4o",
        provider="openai",
        usage={"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        total_cost=0.00042,
    )
    return "Look the parcel up."


@opik.track
def plan(question: str) -> str:
    think([{"role": "user", "content": question}])
    try:
        return find_parcel("7")
    except LookupError:
        return "I could not find it."


@opik.track(name="agent")
def agent(question: str) -> str:
    opik_context.update_current_trace(thread_id="sdk-agent")
    return plan(question)


agent("Where is my parcel?")
opik.flush_tracker()
