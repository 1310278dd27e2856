//! Hostile text is shown as text: the corpus of `tests/fixtures/attacks`, on every screen that shows text of people or
//! models.

use e2e::find::{all, all_by_role, count, one};
use e2e::fixtures::{TestThread, post, project, span};
use e2e::pages::conversation::draw_all;
use e2e::pages::trace::TraceView;
use e2e::pages::{ConversationPanel, ThreadsPage, TracesPage};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, paths};
use serde_json::{Value, json};

/// The corpus: strings that try to become script, style, or a request.
fn attacks() -> Outcome<Vec<String>> {
    let file = paths::root().join("tests/fixtures/attacks/attacks.json");
    let corpus: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let texts: Vec<String> =
        corpus.iter().filter_map(|attack| Some(attack.get("text")?.as_str()?.to_owned())).collect();
    assert!(texts.len() >= 150, "only {} attacks", texts.len());
    Ok(texts)
}

/// Before any script of the page runs: records what an attack does.
async fn arm(stage: &Stage) -> Outcome {
    let source = "window.__ran = []; \
        for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'eval']) { \
          window[name] = (...args) => { window.__ran.push(name + ' ' + args.join()); }; } \
        addEventListener('securitypolicyviolation', event => \
          window.__ran.push('refused: ' + event.violatedDirective + ' ' + event.blockedURI));";
    let parameters = json!({ "source": source });
    stage.driver().cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", parameters).await?;
    Ok(())
}

/// Checks that no attack ran or can run later, and that none has caused a request.
async fn is_harmless(stage: &Stage, screen: &str) -> Outcome {
    let script = r#"
        const bad = [...window.__ran];
        if (window.__xss !== undefined) bad.push('script ran: ' + window.__xss);
        if (document.title === 'xss') bad.push('script ran: it wrote the title');
        for (const element of document.querySelectorAll('body *')) {
          const name = element.localName;
          if (['iframe', 'object', 'embed', 'base', 'meta', 'style', 'link', 'frame', 'applet', 'portal'].includes(name)
              || (name === 'script')) bad.push(element.outerHTML.slice(0, 200));
          for (const { name: key, value } of element.attributes) {
            if (/^on/i.test(key)) bad.push(key + ' on ' + element.outerHTML.slice(0, 200));
            if (['href', 'src', 'action', 'formaction', 'xlink:href', 'srcset', 'data', 'poster'].includes(key)
                && !/^(https?:|mailto:|data:(image|audio)\/|#)/i.test(value)
                && /^[\s\u0000-\u0020]*[a-z][a-z0-9+.\-]*:/i.test(value)) bad.push(key + '=' + value.slice(0, 200));
          }
          const away = element.getAttribute('href') || '';
          if (name === 'a' && /^https?:/i.test(away) && !away.startsWith(location.origin)
              && !/noopener/.test(element.rel)) bad.push('link without noopener: ' + away.slice(0, 100));
        }
        return bad;
    "#;
    let bad: Vec<String> = stage.driver().execute(script, vec![]).await?.convert()?;
    assert!(bad.is_empty(), "{screen}:\n  {}", bad.join("\n  "));
    // The query of the app's own URLs contains what was searched for; attacks request files with this name.
    let asked = |url: &String| url.split(['?', '#']).next().is_some_and(|path| path.contains("__xss"));
    let probes: Vec<String> = stage.requests().await?.into_iter().filter(asked).collect();
    assert!(probes.is_empty(), "{screen} asked for {probes:?}");
    stage.is_clean().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_attack_runs_as_a_message() {
    stage::run(async |stage| {
        let attacks = attacks()?;
        let mut talk = TestThread::new("attacked").minutes_ago(3000);
        for attack in &attacks {
            talk = talk.turn(attack, attack);
        }
        let talk = talk.log(stage).await?;
        arm(stage).await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        until_is("turns", attacks.len(), async || count(&panel.element, ".turn").await).await?;
        draw_all(stage).await?;
        until_is("turns drawn", attacks.len(), async || count(&panel.element, ".turn .answer").await).await?;
        is_harmless(stage, "rendered").await?;
        panel.press("Raw").await?;
        until_true("raw", async || Ok(count(&panel.element, ".raw").await? > 0)).await?;
        is_harmless(stage, "raw").await?;
        println!("{} attacks tried as messages, 0 ran", attacks.len());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_attack_runs_as_a_title_a_tag_a_thread_id_or_in_the_list() {
    stage::run(async |stage| {
        let attacks = attacks()?;
        let mut traces = Vec::new();
        for (number, attack) in attacks.iter().enumerate() {
            let tag: String = attack.chars().take(100).collect();
            let id = if attack.trim().is_empty() { format!("attack {number}") } else { attack.clone() };
            let talk = TestThread::new(&id).minutes_ago(1000).turn(attack, attack).with("tags", json!([tag]));
            traces.push(talk.log(stage).await?);
        }
        arm(stage).await?;
        let shown = r#"{"columns":{"threads":["first_message","last_message","tags","id","status"]},"row_height":"tall"}"#;
        stage.open("default/projects").await?;
        let script = "localStorage.setItem('colloquy:preferences:1', arguments[0]);";
        stage.driver().execute(script, vec![shown.into()]).await?;
        let mut seen = 0;
        for page in 1.. {
            let list = ThreadsPage::open(stage, &format!("&size=100&threads_page={page}")).await?;
            let rows = list.rows().await?.len();
            is_harmless(stage, &format!("list, page {page}")).await?;
            seen += rows;
            if rows < 100 {
                break;
            }
        }
        let different: std::collections::BTreeSet<&str> =
            traces.iter().map(|logged| logged.thread.as_str()).collect();
        assert_eq!(seen, different.len(), "every attack has its row");
        // The attack is the title of the conversation and of the document, and the thread id.
        for logged in traces.iter().step_by(10) {
            ConversationPanel::open(stage, logged).await?;
            is_harmless(stage, &logged.thread).await?;
        }
        println!("{} attacks tried in the list, 0 ran", different.len());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_attack_runs_inside_json_tools_errors_or_a_project_name() {
    stage::run(async |stage| {
        let attacks = attacks()?;
        let mut talk = TestThread::new("json").minutes_ago(3000);
        for attack in &attacks {
            let call = json!({ "id": attack, "type": "function",
                "function": { "name": attack, "arguments": json!({ attack.as_str(): attack }).to_string() } });
            let output = json!({ "messages": [
                { "role": "assistant", "content": null, "tool_calls": [call] },
                { "role": "tool", "tool_call_id": attack, "content": attack },
                { "role": attack, "content": [{ "type": "image_url", "image_url": { "url": attack } }, { "type": attack, "x": attack }] },
            ] });
            talk = talk
                .json_turn(json!({ attack.as_str(): { "deep": [attack, 1], "more": attack } }), output)
                .with("error_info", json!({ "exception_type": attack, "message": attack, "traceback": attack }));
        }
        let talk = talk.log(stage).await?;
        for attack in attacks.iter().step_by(8).filter(|attack| !attack.trim().is_empty()) {
            let name: String = attack.chars().take(140).collect();
            post(stage, "projects", &json!({ "name": name })).await?;
        }
        arm(stage).await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        until_is("turns", attacks.len(), async || count(&panel.element, ".turn").await).await?;
        draw_all(stage).await?;
        until_is("turns drawn", attacks.len(), async || count(&panel.element, ".turn .answer").await).await?;
        is_harmless(stage, "folded").await?;
        let open = "for (const head of document.querySelectorAll('[aria-expanded=false]:is(.fold-head, .traceback-head)')) head.click();";
        for _ in 0..3 {
            stage.driver().execute(open, vec![]).await?;
            one(stage.driver(), "main").await?;
        }
        is_harmless(stage, "unfolded").await?;
        stage.open("default/projects").await?;
        until_true("projects", async || Ok(all_by_role(stage.driver(), "link", None).await?.len() > 10)).await?;
        is_harmless(stage, "projects").await?;
        let id = project(stage, "Support").await?;
        stage.open(&format!("default/projects/{id}/logs?logsType=threads&threads_search=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&thread=%3Cscript%3Ealert(1)%3C%2Fscript%3E")).await?;
        stage.expect_error("404");
        one(stage.driver(), "[data-testid=thread]").await?;
        is_harmless(stage, "a hostile link").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_attack_runs_as_any_field_of_a_trace_or_a_span() {
    stage::run(async |stage| {
        let attacks = attacks()?;
        let talk = TestThread::new("dug into")
            .json_turn(json!({ "asked": attacks }), json!({ "answered": attacks }))
            .with("name", json!(attacks.first()))
            .with("tags", json!(attacks.iter().take(20).collect::<Vec<_>>()))
            .with("metadata", json!({ "all": attacks }))
            .log(stage)
            .await?;
        let trace = talk.trace(1)?;
        let spans: Vec<Value> = attacks
            .iter()
            .map(|attack| {
                span(trace, attack, json!({
                    "model": attack, "provider": attack, "tags": [attack], "environment": "production",
                    "input": { (attack): attack }, "output": { "messages": [{ "role": attack, "content": attack }] },
                    "metadata": { (attack): [attack] },
                    "error_info": { "exception_type": attack, "message": attack, "traceback": attack },
                }))
            })
            .collect();
        for some in spans.chunks(50) {
            post(stage, "spans/batch", &json!({ "spans": some })).await?;
        }
        arm(stage).await?;
        let view = TraceView::open(stage, trace, "").await?;
        is_harmless(stage, "a trace").await?;
        let tree = one(&view.panel().await?, "[role=tree]").await?;
        tree.focus().await?;
        // Every eighth span is selected; the tree shows the names of all.
        for step in 0..attacks.len() / 8 {
            tree.send_keys(char::from(thirtyfour::Key::Down).to_string().repeat(8)).await?;
            let last = one(&tree, "[role=treeitem][data-active=true]").await?;
            let name = one(&last, ".span-name").await?;
            let name = e2e::find::text(&name).await?;
            until_true(&format!("span {step} looked at: {name}"), async || {
                let head = all(&view.panel().await?, ".step-name bdi").await?;
                Ok(match head.first() {
                    Some(head) => e2e::find::text(head).await? == name,
                    None => false,
                })
            })
            .await?;
            is_harmless(stage, &name).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_attack_runs_in_the_list_of_traces() {
    stage::run(async |stage| {
        let attacks = attacks()?;
        let mut talk = TestThread::new("listed").minutes_ago(3000);
        for attack in &attacks {
            let tag: String = attack.chars().take(100).collect();
            talk = talk
                .json_turn(json!({ "asked": attack }), json!({ "output": attack }))
                .with("name", json!(attack))
                .with("tags", json!([tag]))
                .with("error_info", json!({ "exception_type": attack, "message": attack, "traceback": attack }))
                .with("thread_id", json!(attack));
        }
        talk.log(stage).await?;
        arm(stage).await?;
        let shown = r#"{"columns":{"traces":["name","input","output","error_info","tags","thread_id"]},"row_height":"tall"}"#;
        stage.open("default/projects").await?;
        let script = "localStorage.setItem('colloquy:preferences:1', arguments[0]);";
        stage.driver().execute(script, vec![shown.into()]).await?;
        let mut seen = 0;
        while seen < attacks.len() {
            let page = seen / 100 + 1;
            let list = TracesPage::open(stage, &format!("&size=100&page={page}")).await?;
            let rows = list.rows().await?.len();
            assert!(rows > 0, "{seen} of {} attacks have a row", attacks.len());
            is_harmless(stage, &format!("traces, page {page}")).await?;
            seen += rows;
        }
        assert_eq!(seen, attacks.len(), "every attack has its row");
        Ok(())
    })
    .await;
}
