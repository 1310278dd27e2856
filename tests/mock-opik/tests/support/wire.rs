//! HTTP over a plain socket, for requests that client libraries refuse to send.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

use crate::case::Case;

/// A connection, and the bytes of the next answer that were already read.
pub struct Wire {
    stream: TcpStream,
    read: Vec<u8>,
}

/// Status, content type and body of an answer, and whether the connection stays open.
pub struct Heard {
    pub status: u16,
    pub kind: String,
    pub body: Vec<u8>,
    pub stays: bool,
}

impl Wire {
    pub fn open(addr: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(addr).unwrap(), read: Vec::new() }
    }

    /// Sends a request and waits for its answer; `None` when the connection ends without one.
    pub fn ask(&mut self, case: &Case) -> Option<Heard> {
        let mut bytes = format!("{} {} HTTP/1.1\r\n", case.method, case.target).into_bytes();
        if !case.headers.iter().any(|(name, _)| *name == "host") {
            bytes.extend(b"host: localhost\r\n");
        }
        for (name, value) in &case.headers {
            bytes.extend(name.as_bytes());
            bytes.extend(b": ");
            bytes.extend(value);
            bytes.extend(b"\r\n");
        }
        bytes.extend(format!("content-length: {}\r\n\r\n", case.body.len()).as_bytes());
        bytes.extend(&case.body);
        // The server may answer, and close, before it has read everything.
        let _ = self.stream.write_all(&bytes);
        self.hear(case.method == "HEAD")
    }

    /// Sends bytes as they are and reads until the server closes.
    pub fn send(mut self, bytes: &[u8]) -> Vec<u8> {
        let _ = self.stream.write_all(bytes);
        let _ = self.stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = self.stream.read_to_end(&mut answer);
        answer
    }

    fn more(&mut self) -> Option<()> {
        let mut buffer = vec![0; 65_536];
        let count = self.stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        self.read.extend(buffer.get(..count)?);
        Some(())
    }

    /// The bytes up to and including `end`.
    fn until(&mut self, end: &[u8]) -> Option<Vec<u8>> {
        loop {
            if let Some(at) = self.read.windows(end.len()).position(|window| window == end) {
                return Some(self.read.drain(..at + end.len()).collect());
            }
            self.more()?;
        }
    }

    fn exactly(&mut self, count: usize) -> Option<Vec<u8>> {
        while self.read.len() < count {
            self.more()?;
        }
        Some(self.read.drain(..count).collect())
    }

    fn hear(&mut self, head_only: bool) -> Option<Heard> {
        let head = String::from_utf8(self.until(b"\r\n\r\n")?).unwrap();
        let status: u16 = head.split(' ').nth(1)?.parse().ok()?;
        let header = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(':'));
            lines
                .filter(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.trim().to_owned())
                .next()
        };
        let mut body = Vec::new();
        if head_only || matches!(status, 204 | 304) {
        } else if let Some(length) = header("content-length") {
            body = self.exactly(length.parse().unwrap())?;
        } else if header("transfer-encoding").is_some() {
            loop {
                let line = String::from_utf8(self.until(b"\r\n")?).unwrap();
                let length = usize::from_str_radix(line.trim(), 16).unwrap();
                body.extend(self.exactly(length)?);
                self.until(b"\r\n")?;
                if length == 0 {
                    break;
                }
            }
        }
        let stays = header("connection").is_none_or(|words| !words.eq_ignore_ascii_case("close"));
        Some(Heard { status, kind: header("content-type").unwrap_or_default(), body, stays })
    }
}
