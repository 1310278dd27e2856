now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
curl --fail-with-body '{url}/v1/private/traces/batch' \
  -H 'Content-Type: application/json' \
  -H 'Comet-Workspace: {workspace}' \
  -d @- <<JSON
{
  "traces": [
    {
      "project_name": {project},
      "thread_id": "first-conversation",
      "name": "chat",
      "start_time": "$now",
      "end_time": "$now",
      "input": { "message": "Hello, can you hear me?" },
      "output": { "message": "Loud and clear." }
    }
  ]
}
JSON
