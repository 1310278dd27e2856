//! The DevTools protocol of the whole browser, over a web socket of its own. The driver passes on commands to the page
//! only, and no events; traces, processes and the pictures of a moving page come as events.

use std::path::Path;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::Outcome;
use crate::wait::until;

/// A frame with text that ends a message, of RFC 6455 5.2.
const TEXT: u8 = 0x81;
/// The bit of a frame that ends a message.
const FINAL: u8 = 0x80;
/// The opcode with which the browser closes the socket.
const CLOSE: u8 = 0x8;

/// A connection to the browser; Chromium only.
pub struct Devtools {
    stream: BufReader<TcpStream>,
    next_id: u64,
    /// Events that were received and not taken yet, oldest first.
    events: Vec<Value>,
    /// The session of the page, as [`Devtools::attach`] made it.
    session: Option<String>,
}

impl Devtools {
    /// Connects to the browser of this profile, which writes its address into it when it has started.
    pub async fn connect(profile: &Path) -> Outcome<Self> {
        let file = profile.join("DevToolsActivePort");
        let address = until("the address of the browser's DevTools", async || {
            Ok(std::fs::read_to_string(&file).ok().and_then(|text| {
                let (port, path) = text.split_once('\n')?;
                Some((port.trim().parse::<u16>().ok()?, path.trim().to_owned()))
            }))
        });
        let (port, path) = address.await?;
        let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", port)).await?);
        let hello = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        );
        stream.write_all(hello.as_bytes()).await?;
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        if !line.contains(" 101 ") {
            return Err(format!("the browser's DevTools answered: {line}").into());
        }
        while line.trim() != "" {
            line.clear();
            stream.read_line(&mut line).await?;
        }
        Ok(Self { stream, next_id: 0, events: Vec::new(), session: None })
    }

    /// Lets the commands that follow go to the page that is open, not to the browser.
    pub async fn attach(&mut self) -> Outcome {
        let targets = self.ask("Target.getTargets", json!({})).await?;
        let pages = targets.get("targetInfos").and_then(Value::as_array).cloned().unwrap_or_default();
        let page = pages.iter().find(|one| one.get("type").and_then(Value::as_str) == Some("page"));
        let id = page.and_then(|one| one.get("targetId")).ok_or("there is no page")?;
        let attached = self.ask("Target.attachToTarget", json!({ "targetId": id, "flatten": true })).await?;
        self.session = attached.get("sessionId").and_then(Value::as_str).map(str::to_owned);
        Ok(())
    }

    /// Sends a command and returns its result. Events that come before it are kept.
    pub async fn ask(&mut self, method: &str, params: Value) -> Outcome<Value> {
        self.next_id += 1;
        let id = self.next_id;
        let mut command = json!({ "id": id, "method": method, "params": params });
        if let (Some(session), Some(command)) = (&self.session, command.as_object_mut()) {
            command.insert("sessionId".to_owned(), json!(session));
        }
        self.send(command.to_string().as_bytes()).await?;
        loop {
            let mut message = self.receive().await?;
            if message.get("id").and_then(Value::as_u64) != Some(id) {
                self.keep(message);
                continue;
            }
            if let Some(error) = message.get("error") {
                return Err(format!("{method}: {error}").into());
            }
            return Ok(message.get_mut("result").map(Value::take).unwrap_or_default());
        }
    }

    /// The next event with one of these names, with its name; others meanwhile are dropped.
    pub async fn event(&mut self, names: &[&str]) -> Outcome<(String, Value)> {
        loop {
            let mut message =
                if self.events.is_empty() { self.receive().await? } else { self.events.remove(0) };
            let name = message.get("method").and_then(Value::as_str).unwrap_or_default().to_owned();
            if names.contains(&name.as_str()) {
                return Ok((name, message.get_mut("params").map(Value::take).unwrap_or_default()));
            }
        }
    }

    fn keep(&mut self, message: Value) {
        if message.get("method").is_some() {
            self.events.push(message);
        }
    }

    /// Sends one text frame. A client has to mask what it sends; a key of zeros changes nothing.
    async fn send(&mut self, text: &[u8]) -> Outcome {
        let mut frame = vec![TEXT];
        match text.len() {
            short @ ..126 => frame.push(0x80 | short as u8),
            middle @ 126..65_536 => {
                frame.push(0x80 | 126);
                frame.extend((middle as u16).to_be_bytes());
            }
            long => {
                frame.push(0x80 | 127);
                frame.extend((long as u64).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(text);
        Ok(self.stream.write_all(&frame).await?)
    }

    /// Receives one message, which may come in several frames.
    async fn receive(&mut self) -> Outcome<Value> {
        let mut message = Vec::new();
        loop {
            let head = self.stream.read_u8().await?;
            let length = match self.stream.read_u8().await? & 0x7F {
                126 => u64::from(self.stream.read_u16().await?),
                127 => self.stream.read_u64().await?,
                short => u64::from(short),
            };
            if head & 0x0F == CLOSE {
                return Err("the browser closed its DevTools".into());
            }
            let before = message.len();
            message.resize(before + usize::try_from(length)?, 0);
            let part = message.get_mut(before..).ok_or("a frame has no end")?;
            self.stream.read_exact(part).await?;
            // Pings, which have bit 8 of the opcode set, are no part of a message.
            if head & 0x08 != 0 {
                message.truncate(before);
            } else if head & FINAL != 0 {
                return Ok(serde_json::from_slice(&message)?);
            }
        }
    }
}
