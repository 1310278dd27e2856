//! A reverse proxy that removes a path prefix, as `location /some/path/` of nginx does, and sends it in
//! `X-Forwarded-Prefix`.

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::Outcome;

/// A running proxy; it stops when it is dropped.
pub struct PrefixProxy {
    /// Its URL with the prefix, with a slash at the end.
    pub base: String,
    task: JoinHandle<()>,
}

impl PrefixProxy {
    /// Serves the server at `to` (with a slash at the end) below `prefix` (with one at both ends). Everything outside
    /// of the prefix is 404, as behind a real proxy.
    pub async fn start(to: &str, prefix: &'static str) -> Outcome<Self> {
        let to = to.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://127.0.0.1:{}{prefix}", listener.local_addr()?.port());
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let to = to.clone();
                tokio::spawn(async move {
                    // The browser may close a connection at any time.
                    let _ = serve(client, &to, prefix).await;
                });
            }
        });
        Ok(Self { base, task })
    }
}

impl Drop for PrefixProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Handles one request; `Connection: close` ends the connection after it.
async fn serve(client: TcpStream, to: &str, prefix: &str) -> Outcome {
    let mut client = BufReader::new(client);
    let mut line = String::new();
    client.read_line(&mut line).await?;
    let mut words = line.split_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(()) };
    let mut head = String::new();
    let mut length = 0;
    loop {
        let mut header = String::new();
        client.read_line(&mut header).await?;
        let lower = header.to_ascii_lowercase();
        if header.trim().is_empty() {
            break;
        }
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
        if !lower.starts_with("connection:") && !lower.starts_with("keep-alive:") {
            head.push_str(&header);
        }
    }
    let mut body = vec![0; length];
    client.read_exact(&mut body).await?;
    let Some(path) = target.strip_prefix(prefix.trim_end_matches('/')).filter(|path| path.starts_with('/'))
    else {
        client.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await?;
        return Ok(());
    };
    let mut server = TcpStream::connect(to).await?;
    let forwarded = prefix.trim_end_matches('/');
    let start = format!(
        "{method} {path} HTTP/1.1\r\n{head}X-Forwarded-Prefix: {forwarded}\r\nConnection: close\r\n\r\n"
    );
    server.write_all(start.as_bytes()).await?;
    server.write_all(&body).await?;
    copy(&mut server, &mut client).await?;
    client.shutdown().await?;
    Ok(())
}
