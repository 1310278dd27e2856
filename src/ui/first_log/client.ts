import { Opik } from "opik";

const client = new Opik({
  apiUrl: {url},
  workspaceName: {workspace},
  projectName: {project},
});

const conversation = [
  ["Hello, can you hear me?", "Loud and clear."],
  ["What can you do for me?", "Ask me anything."],
];
for (const [question, answer] of conversation) {
  // Traces with the same thread id are one conversation.
  const trace = client.trace({
    name: "chat",
    threadId: "first-conversation",
    input: { message: question },
    output: { message: answer },
  });
  trace.end();
}
await client.flush();
