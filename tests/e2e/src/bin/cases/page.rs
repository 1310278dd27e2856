//! Opens the conversations of cases and reads what is shown.

use std::time::{Duration, Instant};

use e2e::Outcome;
use e2e::browser::Browser;
use e2e::pages::conversation::encode;
use serde_json::{Value, json};

use super::case::{Case, Verdict};

/// How long a case may take to be shown completely: Markdown is rendered by a module that is loaded first.
const PATIENCE: Duration = Duration::from_secs(8);
/// What is shown must have stood still for so long before a case is wrong.
const STILL: Duration = Duration::from_millis(600);
const PAUSE: Duration = Duration::from_millis(40);

/// Shows another conversation without loading the page again, as a click in the list does.
const GO: &str =
    "history.pushState({}, '', arguments[0]); dispatchEvent(new PopStateEvent('popstate', { state: {} }));";

/// What is shown: the visible text of all turns, and what the counts of a case are about. Nothing while there are fewer
/// turns than arguments[1], the conversation is another one than arguments[0], or a turn is not drawn.
const READ: &str = r"
const [thread, turns] = arguments;
if (new URL(location.href).searchParams.get('thread') !== thread) return null;
const found = [...document.querySelectorAll('[data-testid=thread] [data-trace-message-id]')];
if (found.length !== turns) return null;
// The text of turns that the browser skips while they are out of sight cannot be read.
document.querySelectorAll('.turn-chunk').forEach(chunk => { chunk.style.contentVisibility = 'visible'; });
const waiting = found.find(turn => !turn.querySelector('.answer'));
if (waiting) { waiting.scrollIntoView(); return null; }
const all = selector => found.flatMap(turn => [...turn.querySelectorAll(selector)]).filter(one => one.checkVisibility());
const page = document.documentElement;
return {
  ids: found.map(turn => turn.dataset.traceMessageId),
  text: found.map(turn => turn.innerText).join('\n'),
  codeblocks: all('pre:has(code)').length,
  tables: all('table').length,
  headings: all('h1, h2, h3, h4, h5, h6').map(one => one.innerText),
  struck: all('del, s').map(one => one.innerText),
  images: all('img').filter(one => one.naturalWidth > 0).length,
  starts: all('ol').map(one => one.start),
  values: all('ol > li').map(one => one.value || one.parentElement.start + [...one.parentElement.children].indexOf(one)),
  sideways: page.scrollWidth > page.clientWidth || all('.asked, .answer').some(one => one.scrollWidth > one.clientWidth + 1),
};";

pub struct Reader<'a> {
    browser: &'a Browser,
    base: &'a str,
    project: &'a str,
    /// The turns that were read last: a conversation that follows shows others.
    last: Value,
}

impl<'a> Reader<'a> {
    pub fn new(browser: &'a Browser, base: &'a str, project: &'a str) -> Self {
        Self { browser, base, project, last: Value::Null }
    }

    /// Opens a case and compares; prints what is shown if asked to.
    pub async fn judge(&mut self, case: &Case, print: bool) -> Outcome<Verdict> {
        let path = format!(
            "default/projects/{}/logs?logsType=threads&thread={}",
            self.project,
            encode(&case.thread)
        );
        let address = format!("{}{path}", self.base);
        let first = self.last.is_null();
        if first {
            self.browser.driver.goto(&address).await?;
        } else {
            self.browser.driver.execute(GO, vec![json!(address)]).await?;
        }
        let mut shown = self.read(case).await;
        if shown.is_err() && !first {
            // Perhaps an earlier case broke the page.
            self.browser.driver.goto(&address).await?;
            shown = self.read(case).await;
        }
        let shown = shown?;
        if print {
            println!("--- {}\n{}", case.id, part(&shown, "text").as_str().unwrap_or_default());
        }
        self.last = part(&shown, "ids").clone();
        Ok(match faults(case, &shown) {
            None => Verdict::ByHand,
            Some(faults) if faults.is_empty() => Verdict::Right,
            Some(faults) => Verdict::Wrong(faults),
        })
    }

    /// What is shown once it is as the case says, or once it stands still.
    async fn read(&self, case: &Case) -> Outcome<Value> {
        let began = Instant::now();
        let (mut last, mut since) = (Value::Null, Instant::now());
        while began.elapsed() < PATIENCE {
            let asked = vec![json!(case.thread), json!(case.traces.len())];
            let now = self.browser.driver.execute(READ, asked).await?.json().clone();
            if !now.is_null() && *part(&now, "ids") != self.last {
                if faults(case, &now).is_some_and(|faults| faults.is_empty()) && now == last {
                    return Ok(now);
                }
                if now != last {
                    (last, since) = (now, Instant::now());
                } else if since.elapsed() > STILL {
                    return Ok(now);
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
        if last.is_null() {
            Err(format!("not all of its turns are shown after {} s", PATIENCE.as_secs()).into())
        } else {
            Ok(last)
        }
    }
}

/// What is missing or should not be there; `None` if the case says nothing to compare.
fn faults(case: &Case, shown: &Value) -> Option<Vec<String>> {
    let text = part(shown, "text").as_str().unwrap_or_default();
    let mut faults = Vec::new();
    faults.extend(case.must.iter().filter(|must| !has(text, must)).map(|must| format!("missing {must:?}")));
    faults.extend(case.must_not.iter().filter(|not| has(text, not)).map(|not| format!("shown {not:?}")));
    let mut compared = !case.must.is_empty() || !case.must_not.is_empty();
    for (field, of) in [
        ("codeblocks", "codeblocks"),
        ("tables", "tables"),
        ("struck", "struck"),
        ("olstarts", "starts"),
        ("olvalues", "values"),
    ] {
        let (wanted, is) = (case.field(field), part(shown, of));
        if !wanted.is_null() {
            compared = true;
            faults.extend((wanted != *is).then(|| format!("{of}: {is} instead of {wanted}")));
        }
    }
    if case.field("want_img") != Value::Null {
        compared = true;
        faults.extend((*part(shown, "images") == 0).then(|| "no image".to_owned()));
    }
    if case.field("overflow") == true {
        faults.extend((*part(shown, "sideways") == true).then(|| "it scrolls sideways".to_owned()));
    }
    if case.field("noheading") == true {
        let headings = part(shown, "headings");
        faults.extend((*headings != json!([])).then(|| format!("headings: {headings}")));
    }
    compared.then_some(faults)
}

/// A field of what is shown.
fn part<'a>(shown: &'a Value, name: &str) -> &'a Value {
    shown.get(name).unwrap_or(&Value::Null)
}

/// Whether the text has these words; where they have neither line breaks nor several spaces, the text may have them.
fn has(text: &str, words: &str) -> bool {
    let text = text.replace('\u{a0}', " ");
    let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.contains(words) || (tidy(words) == words && tidy(&text).contains(words))
}
