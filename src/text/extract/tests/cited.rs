//! Sources of answers. A link to the second source is written as `^2`.

use serde_json::{Value, json};

use super::super::{TurnSide, extract};
use super::{lines, paths};

fn answer(value: &Value) -> String {
    let found = extract(value, TurnSide::Output);
    let mut all = lines(&found.messages).join("\n");
    for number in 1..10 {
        all = all.replace(&format!("[\\[{number}\\]](#source-{number})"), &format!("^{number}"));
    }
    all
}

#[test]
fn openai_annotations_count_characters() {
    let citation = |end: usize, url: &str| json!({"type": "url_citation", "url": url, "title": url, "start_index": 0, "end_index": end});
    let value = json!({"output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text",
        "text": "Grün gewann. Rot verlor.", "annotations": [citation(11, "https://a.org"), citation(24, "https://b.org"),
            citation(24, "https://a.org")]}]}]});
    assert_eq!(
        answer(&value),
        "assistant: Grün gewann.^1 Rot verlor.^2^1 | sources - https://a.org - & - https://b.org -"
    );
    let chat = json!({"choices": [{"message": {"role": "assistant", "content": "Blue won ([a](https://a.org)). Red lost.",
        "annotations": [{"type": "url_citation", "url_citation": {"start_index": 9, "end_index": 20, "title": "A", "url": "https://a.org"}}]}}]});
    assert_eq!(
        answer(&chat),
        "assistant: Blue won ([a](https://a.org)^1). Red lost. | sources A https://a.org -"
    );
    let file = json!({"role": "assistant", "content": [{"type": "output_text", "text": "See the plan. More.",
        "annotations": [{"type": "file_citation", "index": 12, "file_id": "file-1", "filename": "plan.pdf"}]}]});
    assert_eq!(answer(&file), "assistant: See the plan.^1 More. | sources plan.pdf - -");
    let unknown =
        json!({"role": "assistant", "content": "Yes.", "annotations": [{"type": "highlight", "at": 3}]});
    assert_eq!(answer(&unknown), "assistant: Yes.");
    assert_eq!(paths(&extract(&unknown, TurnSide::Output).left_out), ["annotations"]);
}

#[test]
fn gemini_segments_count_bytes() {
    let chunk = |name: &str| json!({"web": {"uri": format!("https://{name}.org"), "title": name}});
    let value = json!({"candidates": [{"content": {"role": "model", "parts": [{"text": "Hm.", "thought": true},
        {"text": "Grüße aus Köln. Es regnet. Ende."}]}, "groundingMetadata": {"webSearchQueries": ["köln"],
        "groundingChunks": [chunk("a"), chunk("b")], "groundingSupports": [
            {"segment": {"partIndex": 1, "startIndex": 0, "endIndex": 18}, "groundingChunkIndices": [1]},
            {"segment": {"partIndex": 1, "startIndex": 19, "endIndex": 29}, "groundingChunkIndices": [0, 1]}]}}]});
    assert_eq!(
        answer(&value),
        "assistant: thinks Hm. | Grüße aus Köln.^2 Es regnet.^1^2 Ende. \
        | sources a https://a.org - & b https://b.org -"
    );
    let only_listed = json!({"candidates": [{"content": {"parts": [{"text": "Blue won."}]},
        "grounding_metadata": {"grounding_chunks": [chunk("a")]}}]});
    assert_eq!(answer(&only_listed), "assistant: Blue won. | sources a https://a.org -");
    let streamed = json!([{"candidates": [{"content": {"parts": [{"text": "Blue "}]}}]},
        {"candidates": [{"content": {"parts": [{"text": "won."}]}, "groundingMetadata": {"groundingChunks": [chunk("a")],
            "groundingSupports": [{"segment": {"endIndex": 9}, "groundingChunkIndices": [0]}]}}]}]);
    assert_eq!(answer(&streamed), "assistant: Blue won.^1 | sources a https://a.org -");
}

#[test]
fn anthropics_pieces_of_a_sentence_are_one_text() {
    let cited = |text: &str, quote: &str| {
        json!({"type": "text", "text": text, "citations": [
        {"type": "char_location", "cited_text": quote, "document_index": 0, "document_title": "Colours"}]})
    };
    let value = json!({"role": "assistant", "content": [{"type": "text", "text": "They say "}, cited("grass is green", "Grass is green."),
        {"type": "text", "text": " and "}, cited("the sky blue", "The sky is blue."), {"type": "text", "text": "."}]});
    assert_eq!(
        answer(&value),
        "assistant: They say grass is green^1 and the sky blue^1. \
        | sources Colours - Grass is green.\nThe sky is blue."
    );
}

#[test]
fn perplexitys_numbers_lead_to_its_pages() {
    let value = json!({"model": "sonar", "choices": [{"message": {"role": "assistant", "content": "Blue won[1][2]. `a[1]` [1](x) [9]"}}],
        "citations": ["https://a.org", "https://b.org"],
        "search_results": [{"title": "Page A", "url": "https://a.org"}, {"title": "Page B", "url": "https://b.org"}]});
    assert_eq!(
        answer(&value),
        "assistant: Blue won^1^2. `a[1]` [1](x) [9] | sources Page A https://a.org - & Page B https://b.org -"
    );
    assert_eq!(paths(&extract(&value, TurnSide::Output).left_out), ["model"]);
}

#[test]
fn cohere_and_bedrock_cite_spans() {
    let cohere = json!({"text": "The tallest are Emperor penguins. Yes.", "documents": [
        {"id": "doc_0", "title": "Tall", "snippet": "Emperors are tallest.", "url": "https://p.org"}],
        "citations": [{"start": 16, "end": 32, "text": "Emperor penguins", "document_ids": ["doc_0"]}]});
    assert_eq!(
        answer(&cohere),
        "assistant: The tallest are Emperor penguins.^1 Yes. | sources Tall https://p.org Emperors are tallest."
    );
    let newer = json!({"message": {"role": "assistant", "content": [{"type": "text", "text": "Emperors. Yes."}], "citations": [
        {"start": 0, "end": 8, "text": "Emperors", "sources": [{"type": "document", "id": "d", "document": {"title": "Tall"}}]}]}});
    assert_eq!(answer(&newer), "assistant: Emperors.^1 Yes. | sources Tall - -");
    let retrieved = json!({"sessionId": "s", "output": {"text": "Blue won. Red lost."}, "citations": [
        {"generatedResponsePart": {"textResponsePart": {"text": "Blue won.", "span": {"start": 0, "end": 8}}},
            "retrievedReferences": [{"content": {"text": "Blue beat Red"}, "location": {"type": "S3", "s3Location": {"uri": "s3://b/r.pdf"}}}]}]});
    assert_eq!(answer(&retrieved), "assistant: Blue won.^1 Red lost. | sources - s3://b/r.pdf Blue beat Red");
    let converse = json!({"output": {"message": {"role": "assistant", "content": [{"citationsContent": {
        "content": [{"text": "Blue won."}], "citations": [{"title": "Report", "sourceContent": [{"text": "Blue beat Red"}]}]}}]}}});
    assert_eq!(answer(&converse), "assistant: Blue won.^1 | sources Report - Blue beat Red");
}

#[test]
fn documents_beside_an_answer_are_its_sources() {
    let document =
        json!({"page_content": "Blue beat Red", "metadata": {"source": "docs/r.pdf"}, "type": "Document"});
    let listed = "assistant: Blue won. | sources docs/r.pdf - Blue beat Red";
    assert_eq!(
        answer(&json!({"query": "Who?", "result": "Blue won.", "source_documents": [document]})),
        listed
    );
    assert_eq!(answer(&json!({"input": "Who?", "context": [document], "answer": "Blue won."})), listed);
    let dify = json!({"event": "message", "answer": "Blue won.", "metadata": {"usage": {}, "retriever_resources": [
        {"position": 1, "document_name": "r.pdf", "content": "Blue beat Red"}]}});
    assert_eq!(answer(&dify), "assistant: Blue won. | sources r.pdf - Blue beat Red");
    let azure = json!({"choices": [{"message": {"role": "assistant", "content": "Blue won [doc1].", "context": {"citations": [
        {"title": "Report", "filepath": "r.pdf", "content": "Blue beat Red"}]}}}]});
    assert_eq!(answer(&azure), "assistant: Blue won ^1. | sources Report - Blue beat Red");
    let vercel = json!({"text": "Rain.", "toolCalls": [], "sources": [{"type": "source", "sourceType": "url", "url": "https://w.org", "title": "W"}]});
    assert_eq!(answer(&vercel), "assistant: Rain. | sources W https://w.org -");
    // What a question is asked about is no source of it.
    let asked = json!({"question": "Who?", "context": [document]});
    assert_eq!(paths(&extract(&asked, TurnSide::Input).left_out), ["context"]);
    // Neither is a list of something else.
    assert_eq!(answer(&json!({"answer": "Two.", "sources": [1, 2]})), "assistant: Two.");
}

#[test]
fn a_text_with_the_marks_own_characters_is_unchanged() {
    let odd = "Blue \u{F0000}0+\u{F0000} won.";
    let value = json!({"answer": odd, "citations": ["https://a.org"]});
    assert_eq!(answer(&value), format!("assistant: {odd} | sources - https://a.org -"));
}

#[test]
fn an_answer_has_one_list_of_sources() {
    let node = json!({"node": {"text": "Open daily.", "metadata": {"file_name": "hours.pdf"}}, "score": 0.8});
    let answered = json!({"response": "It is open.", "source_nodes": [node],
        "sources": [{"content": "file: hours.pdf Open daily.", "tool_name": "search", "raw_input": {"q": "open"}}]});
    assert_eq!(answer(&answered), "assistant: It is open. | sources hours.pdf - Open daily.");
    let page = |name: &str| json!({"title": name, "url": format!("https://{name}.org")});
    let two = json!({"answer": "It is open [2].", "sources": [page("a"), page("b")], "references": [page("b"), page("c")]});
    let shown = answer(&two);
    assert_eq!(shown.matches("sources ").count(), 1, "{shown}");
    assert_eq!(shown.matches("https://").count(), 3, "{shown}");
}
