import os
from datetime import datetime, timezone

# Where to log. Set before opik is imported.
os.environ["OPIK_URL_OVERRIDE"] = {url}
os.environ["OPIK_WORKSPACE"] = {workspace}
os.environ["OPIK_PROJECT_NAME"] = {project}

import opik

client = opik.Opik()
conversation = [
    ("Hello, can you hear me?", "Loud and clear."),
    ("What can you do for me?", "Ask me anything."),
]
for question, answer in conversation:
    started = datetime.now(timezone.utc)
    # Traces with the same thread id are one conversation.
    client.trace(
        name="chat",
        thread_id="first-conversation",
        input={"message": question},
        output={"message": answer},  # your chatbot goes here
        start_time=started,
        end_time=datetime.now(timezone.utc),
    )
client.end()  # sends what is left
