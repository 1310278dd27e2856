import os

# Where to log. Set before opik is imported.
os.environ["OPIK_URL_OVERRIDE"] = {url}
os.environ["OPIK_WORKSPACE"] = {workspace}
os.environ["OPIK_PROJECT_NAME"] = {project}

import opik
from opik import opik_context


@opik.track
def answer(question: str) -> str:
    # Traces with the same thread id are one conversation.
    opik_context.update_current_trace(thread_id="first-conversation")
    return f"You asked: {question}"  # your chatbot goes here


answer("Hello, can you hear me?")
answer("What can you do for me?")
opik.flush_tracker()  # before a short program ends
