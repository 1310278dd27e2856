//! Records what no test may cause: errors in the console, and requests to other origins.

use serde_json::Value;

use crate::Outcome;
use crate::browser::{Browser, Engine};

/// URL schemes of requests that leave the machine.
const NETWORK: [&str; 4] = ["http", "https", "ws", "wss"];
/// URL schemes of documents that a page can create. Any other document (`chrome://new-tab-page/`,
/// `chrome-untrusted://`, `chrome-extension://`, `devtools://`) belongs to the browser.
const OF_PAGES: [&str; 7] = ["http", "https", "about", "data", "blob", "file", "filesystem"];

/// Errors in the page and URLs of its requests since the last call.
const LISTEN: &str = r"
if (!window.overheard) {
  window.overheard = { errors: [], seen: 0 };
  const note = words => window.overheard.errors.push(String(words));
  addEventListener('error', event => note(event.message || `cannot load ${event.target?.src || event.target?.href}`), true);
  addEventListener('unhandledrejection', event => note(event.reason));
  addEventListener('securitypolicyviolation', event => note(`${event.violatedDirective}: ${event.blockedURI}`));
  const error = console.error;
  console.error = (...words) => { note(words.join(' ')); error.apply(console, words); };
}
const requests = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(entry => entry.name);
const news = requests.slice(window.overheard.seen);
window.overheard.seen = requests.length;
return [window.overheard.errors.splice(0), news];
";

/// What the browser has reported so far.
#[derive(Debug, Default)]
pub struct Report {
    /// Errors in the console, including panics and violations of the Content-Security-Policy.
    pub errors: Vec<String>,
    /// All lines of the console, for the report of a failure.
    pub console: Vec<String>,
    /// The URLs of all requests of pages, in order, without those of the browser itself.
    pub requests: Vec<String>,
}

impl Report {
    /// Adds what happened since the last call. Only Chromium's driver records it; in other browsers a script in the
    /// page lists the requests, and records errors from its first run on.
    pub async fn take(&mut self, browser: &Browser) -> Outcome {
        let driver = &browser.driver;
        if browser.engine != Engine::Chromium {
            let told = driver.execute(LISTEN, vec![]).await?;
            let (errors, requests): (Vec<String>, Vec<String>) = told.convert()?;
            self.errors.extend(errors.iter().map(|line| format!("SEVERE: {line}")));
            self.console.extend(errors);
            self.requests.extend(requests);
            return Ok(());
        }
        for entry in driver.browser_log().await? {
            self.add_console_line(&entry.level, &entry.message);
        }
        for entry in driver.get_log("performance").await? {
            self.add_devtools_event(&entry.message);
        }
        Ok(())
    }

    /// Adds a line of the console. It starts with the URL of the document or script that it is about.
    fn add_console_line(&mut self, level: &str, message: &str) {
        let source = message.split(' ').next().unwrap_or_default();
        if source.contains("://") && !is_of_page(source) {
            return;
        }
        let line = format!("{level}: {message}");
        if level == "SEVERE" {
            self.errors.push(line.clone());
        }
        self.console.push(line);
    }

    /// Adds an event of the DevTools protocol: a request (`Network.requestWillBeSent`) or a socket
    /// (`Network.webSocketCreated`) of a page. Other events are ignored.
    fn add_devtools_event(&mut self, message: &str) {
        let Ok(event) = serde_json::from_str::<Value>(message) else { return };
        let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
        let (url, document) = match text("/message/method") {
            Some("Network.requestWillBeSent") => {
                (text("/message/params/request/url"), text("/message/params/documentURL"))
            }
            Some("Network.webSocketCreated") => {
                (text("/message/params/url"), text("/message/params/initiator/url"))
            }
            _ => return,
        };
        if let Some(url) = url
            && document.is_none_or(is_of_page)
        {
            self.requests.push(url.to_owned());
        }
    }

    /// The errors that contain none of the expected words.
    pub fn unexpected(&self, expected: &[String]) -> Vec<String> {
        let known = |line: &&String| !expected.iter().any(|words| line.contains(words.as_str()));
        self.errors.iter().filter(known).cloned().collect()
    }

    /// Network requests to anything but a server on `host`, on any port.
    pub fn strays(&self, host: &str) -> Vec<String> {
        let own = |address: &str| {
            let url = reqwest::Url::parse(address).ok();
            url.is_some_and(|url| url.scheme() == "http" && url.host_str() == Some(host))
        };
        let strays = |url: &&String| NETWORK.contains(&scheme(url).as_str()) && !own(url);
        self.requests.iter().filter(strays).cloned().collect()
    }
}

/// Whether a page can have created the document with this URL. An empty URL counts as the page's.
fn is_of_page(document: &str) -> bool {
    let scheme = scheme(document);
    scheme.is_empty() || OF_PAGES.contains(&scheme.as_str())
}

/// The scheme of a URL in lower case; empty if there is none.
fn scheme(address: &str) -> String {
    address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Report;

    const PAGE: &str = "http://127.0.0.1:41234/default/projects";

    /// A request event as the driver records it.
    fn request(url: &str, document: &str) -> String {
        json!({ "webview": "F00", "message": { "method": "Network.requestWillBeSent", "params": {
            "requestId": "1", "documentURL": document, "request": { "url": url, "method": "GET" },
        } } })
        .to_string()
    }

    fn strays_of(events: &[String]) -> Vec<String> {
        let mut report = Report::default();
        for event in events {
            report.add_devtools_event(event);
        }
        report.strays("127.0.0.1")
    }

    #[test]
    fn what_the_browser_does_for_itself_is_no_request_of_the_page() {
        let own = [
            // The page for a new tab, which Chromium 148 opens beside the page under test.
            request("chrome://new-tab-page/", "chrome://new-tab-page/"),
            request(
                "chrome-untrusted://new-tab-page/one-google-bar?paramsencoded=",
                "chrome://new-tab-page/",
            ),
            request("https://www.gstatic.com/og/bar.js", "chrome-untrusted://new-tab-page/one-google-bar"),
            request("https://www.google.com/async/newtab_promos", "chrome://new-tab-page/"),
            request("chrome-extension://abc/page.js", "chrome-extension://abc/page.html"),
            request("https://clients2.google.com/service/update2/crx", "chrome-extension://abc/page.html"),
            request("devtools://devtools/bundled/entry.js", "devtools://devtools/bundled/inspector.html"),
            // Data that a page creates or contains does not leave it.
            request("data:image/png;base64,AA==", PAGE),
            request("blob:http://127.0.0.1:41234/1", PAGE),
            request("about:blank", "about:blank"),
            request("chrome-untrusted://new-tab-page/x.js", PAGE),
        ];
        assert_eq!(strays_of(&own), Vec::<String>::new());
    }

    #[test]
    fn what_leaves_the_page_for_elsewhere_is_found_whatever_asked_for_it() {
        let socket = |url: &str| {
            json!({ "message": { "method": "Network.webSocketCreated", "params": { "requestId": "1", "url": url } } })
                .to_string()
        };
        let strays = [
            ("http://evil.example/x.png", PAGE),
            ("HTTPS://evil.example/", PAGE),
            ("http://127.0.0.1:80@evil.example/", PAGE),
            ("http://127.0.0.1.evil.example/", PAGE),
            ("https://127.0.0.1:41234/", PAGE),
            ("http://evil.example/frame", "http://evil.example/frame"),
            ("http://evil.example/from-blank", "about:blank"),
            ("http://evil.example/from-data", "data:text/html,x"),
            ("http://evil.example/from-nowhere", ""),
        ];
        let mut events: Vec<String> = strays.iter().map(|(url, document)| request(url, document)).collect();
        events.push(socket("wss://evil.example/live"));
        events.push(socket("ws://127.0.0.1:41234/live"));
        let mut wanted: Vec<&str> = strays.iter().map(|(url, _)| *url).collect();
        // The app opens no socket, so every socket is an error, wherever it leads.
        wanted.extend(["wss://evil.example/live", "ws://127.0.0.1:41234/live"]);
        assert_eq!(strays_of(&events), wanted);
        assert_eq!(
            strays_of(&[request(PAGE, PAGE), request("http://127.0.0.1:9/api", PAGE)]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn the_browsers_own_complaints_are_no_errors_of_the_page() {
        let mut report = Report::default();
        report.add_console_line(
            "SEVERE",
            "chrome-untrusted://new-tab-page/one-google-bar - Failed to load resource",
        );
        report.add_console_line("SEVERE", "chrome://new-tab-page/new_tab_page.js 12:3 Uncaught TypeError");
        assert_eq!(report.console, Vec::<String>::new());
        report.add_console_line("SEVERE", "http://127.0.0.1:41234/colloquy.js 1:2 Uncaught TypeError");
        report.add_console_line("SEVERE", "javascript 0:0 Uncaught");
        report.add_console_line("INFO", "http://127.0.0.1:41234/colloquy.js 1:2 \"hello\"");
        assert_eq!(report.errors.len(), 2);
        assert_eq!(report.console.len(), 3);
    }
}
