"""Logs a conversation and scores it as a program does, or lets it go on.

Run by the browser tests with OPIK_URL_OVERRIDE, OPIK_WORKSPACE and OPIK_PROJECT_NAME set; the argument says which.
"""

import sys

import opik

THREAD = "sdk-scored"


def log(client: opik.Opik, question: str, answer: str) -> None:
    trace = client.trace(name="chat", thread_id=THREAD, input={"question": question})
    trace.end(output={"answer": answer})


def main() -> None:
    client = opik.Opik()
    if sys.argv[1] == "score":
        log(client, "Where is my parcel?", "It left the depot this morning.")
        client.flush()
        client.log_threads_feedback_scores(
            [
                {"id": THREAD, "name": "Coherence", "value": 0.75, "reason": "Answers what was asked."},
                {"id": THREAD, "name": "Solved", "value": 0.0, "reason": "No date was given."},
            ]
        )
    else:
        log(client, "And when will it come?", "Before six.")
    client.end()


if __name__ == "__main__":
    main()
