"""Attaches files to a trace and a span with the published Opik SDK, and downloads them again byte for byte.

Run by the browser tests with OPIK_URL_OVERRIDE, OPIK_WORKSPACE and OPIK_PROJECT_NAME set. Prints the trace's id and the
names of its files, from the last to the first.
"""

import base64
import os
import struct
import tempfile
import zlib

import opik


def png(width: int, height: int, noise: bool) -> bytes:
    """A picture; with noise it cannot be packed and is large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = lambda: b"\x00" + (os.urandom(3 * width) if noise else b"\x30\x90\xd0" * width)
    pixels = b"".join(row() for _ in range(height))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


PICTURE = png(40, 30, False)
DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg' onload='document.title=1'><script>window.__xss=1</script></svg>"
NOTES = "Café, zwölf, 🐢\n".encode() * 50_000


def main() -> None:
    # Longer than what the SDK leaves in the JSON: it cuts it out and attaches it.
    inline = base64.b64encode(png(300, 300, True)).decode()
    client = opik.Opik()
    with tempfile.NamedTemporaryFile(suffix=".txt", delete=False) as file:
        file.write(NOTES)
    trace = client.trace(
        name="look",
        thread_id="sdk-files",
        attachments=[
            opik.Attachment(data=PICTURE, file_name="blue.png", content_type="image/png"),
            opik.Attachment(data=DRAWING, file_name="../drawing.svg", content_type="image/svg+xml"),
        ],
    )
    span = trace.span(
        name="read",
        input={"file": "notes.txt"},
        attachments=[opik.Attachment(data=file.name, file_name="notes.txt", content_type="text/plain")],
    )
    span.end(output={"pages": 1})
    # The SDK looks for files to cut out when a trace ends.
    trace.end(
        input={"messages": [{"role": "user", "content": [
            {"type": "text", "text": "What is in this picture?"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64," + inline}},
        ]}]},
        output={"output": "Noise."},
    )
    assert client.flush(), "everything is sent"
    os.unlink(file.name)

    files = client.get_attachment_client()
    for kind, entity, name, mime, content in [
        ("trace", trace.id, "blue.png", "image/png", PICTURE),
        ("trace", trace.id, "../drawing.svg", "image/svg+xml", DRAWING),
        ("span", span.id, "notes.txt", "text/plain", NOTES),
    ]:
        parts = files.download_attachment("Support", kind, entity, name, mime)
        assert b"".join(parts) == content, f"{name} came back changed"
    print(trace.id)
    for file in files.get_attachment_list("Support", trace.id, "trace"):
        print(file.file_name)


if __name__ == "__main__":
    main()
