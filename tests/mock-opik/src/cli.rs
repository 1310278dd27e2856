//! The command line.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::server::{self, Config};

mod load;

/// Read and judge chatbot conversations on your own machine.
///
/// mock-opik keeps the conversations that programs log with an Opik SDK, and shows them in the browser. It speaks
/// the part of the Opik REST API that logging and reviewing needs and keeps everything in one file.
#[derive(Debug, Parser)]
#[command(name = "mock-opik", version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Examples:\n  \
    mock-opik --samples                       look around in made-up conversations\n  \
    mock-opik --data reviews.db               keep everything in reviews.db\n  \
    mock-opik import chats.jsonl --data reviews.db --project Support\n  \
    mock-opik --proxy http://opik.internal    look at a real Opik's conversations")]
pub struct Cli {
    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve.
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// The things that end by themselves.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Load conversations from a file: one JSON object a line, {"id": "...", "messages": [{"role", "content"}, ...]}
    Import(Import),
    /// Make any amount of realistic conversations, to see how things look and feel with many
    Seed(Seed),
    /// Load a dozen sample conversations
    Samples(Samples),
}

/// How to serve.
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// The address to listen on; others can only reach this machine if you change it, and there is no login
    #[arg(long, default_value = "127.0.0.1")]
    pub host: String,
    /// The port; 5173 is where the Opik SDKs look for a local server, 0 takes any free one
    #[arg(long, default_value_t = 5173)]
    pub port: u16,
    /// The file that keeps everything; made if it is not there. Without it, everything is gone when the server stops
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// The directory of the built app [default: dist, here or next to this program]
    #[arg(long, value_name = "DIR")]
    pub app: Option<PathBuf>,
    /// Show the conversations of the Opik at this address (http only) instead of keeping any here
    #[arg(long, value_name = "URL", conflicts_with_all = ["data", "open_threads", "prices", "samples"])]
    pub proxy: Option<String>,
    /// The path the app lives under, such as /colloquy/; the API also stays reachable at the root
    #[arg(long, value_name = "PATH", default_value = "/")]
    pub base_path: String,
    /// Another host name this server may be called by, with the port where its page has one: reviews.example,
    /// reviews.example:8443, or with https:// before it; can be repeated
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Let threads be scored while they are active, as a current Opik does
    #[arg(long)]
    pub open_threads: bool,
    /// What models cost, in LiteLLM's format, instead of the list that comes with this program
    #[arg(long, value_name = "FILE")]
    pub prices: Option<PathBuf>,
    /// The largest attachment in megabytes of 2^20 bytes, 1 to 128
    #[arg(long, value_name = "MB", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=128))]
    pub largest_attachment: u16,
    /// Load a dozen sample conversations, unless there are conversations already
    #[arg(long)]
    pub samples: bool,
    /// Let tests hold and fail requests and turn the clock, at /__test/
    #[arg(long)]
    pub test_controls: bool,
}

/// Where loaded conversations go.
#[derive(Args, Debug)]
pub struct DestinationArgs {
    /// The file that keeps everything; made if it is not there
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// The project the conversations go to; made if it is not there
    #[arg(long, value_name = "NAME")]
    pub project: Option<String>,
}

/// What to import.
#[derive(Args, Debug)]
pub struct Import {
    /// The file to read
    #[arg(value_name = "FILE.jsonl")]
    pub file: PathBuf,
    /// Where to.
    #[command(flatten)]
    pub target: DestinationArgs,
    /// When the first conversation took place, such as 2026-01-31T09:00:00Z. The others follow seven minutes apart
    /// [default: so that the last one ends when the file was last changed]
    #[arg(long, value_name = "TIME")]
    pub start: Option<String>,
}

/// What to make.
#[derive(Args, Debug)]
pub struct Seed {
    /// Where to.
    #[command(flatten)]
    pub target: DestinationArgs,
    /// How many conversations
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub threads: usize,
    /// How many turns in all of them together [default: ten times as many]
    #[arg(long, value_name = "N")]
    pub traces: Option<usize>,
    /// One more conversation with this many turns
    #[arg(long, value_name = "TURNS")]
    pub long: Option<usize>,
    /// One more conversation with one message of this many megabytes
    #[arg(long, value_name = "MB")]
    pub big_mb: Option<usize>,
    /// One more conversation, of one turn in which an agent made this many spans
    #[arg(long, value_name = "SPANS")]
    pub spans: Option<usize>,
    /// The output of one of these spans has this many bytes
    #[arg(long, value_name = "BYTES", requires = "spans")]
    pub output_bytes: Option<usize>,
    /// Another number makes other conversations; the same one makes the same again
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
}

/// Where sample conversations go.
#[derive(Args, Debug)]
pub struct Samples {
    /// The file that keeps everything; made if it is not there
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
}

impl ServeArgs {
    fn into_config(self) -> Config {
        Config {
            host: self.host,
            port: self.port,
            data: self.data,
            app: self.app,
            proxy: self.proxy,
            base_path: self.base_path,
            allow_hosts: self.allow_host,
            open_threads: self.open_threads,
            samples: self.samples,
            test_controls: self.test_controls,
            prices: self.prices,
            largest_attachment: usize::from(self.largest_attachment) << 20,
            ..Config::default()
        }
    }
}

/// Does what the command line asks for.
pub async fn run(cli: Cli) -> ExitCode {
    let outcome = match cli.command {
        None => serve(cli.serve.into_config()).await,
        Some(Command::Import(import)) => load::import(&import).await,
        Some(Command::Seed(seed)) => load::seed(&seed).await,
        Some(Command::Samples(samples)) => load::samples(&samples).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("mock-opik: {sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(config: Config) -> Result<(), String> {
    let kept = match (&config.proxy, &config.data) {
        (Some(url), _) => format!("showing the Opik at {url}"),
        (None, Some(file)) => format!("keeping everything in {}", file.display()),
        (None, None) => "keeping everything in memory only (--data FILE keeps it)".to_owned(),
    };
    let running = server::start(config).await.map_err(|error| error.to_string())?;
    // Listen for signals before saying that the server runs: whoever reads that may stop it at once.
    let interrupted = interrupts()?;
    say(&format!("Colloquy is at {}\n{kept}; stop with Ctrl+C\n", running.base_url()));
    interrupted.await;
    running.stop().await;
    Ok(())
}

/// Prints to standard output; an error (the reader has closed it) is ignored.
fn say(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// From this call on listens for Ctrl+C and, on Unix, SIGTERM; the future waits for one of them.
fn interrupts() -> Result<impl Future<Output = ()>, String> {
    let failed = |error: std::io::Error| format!("cannot listen for Ctrl+C: {error}");
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(windows)]
    {
        let mut interrupt = tokio::signal::windows::ctrl_c().map_err(failed)?;
        Ok(async move {
            interrupt.recv().await;
        })
    }
}
