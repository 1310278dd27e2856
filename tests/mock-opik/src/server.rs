//! Starts and stops the server. The program and the browser tests both use this; a test starts a server of its own on
//! port 0 without a data file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use crate::clock::Clock;
use crate::control::Controls;
use crate::memory_budget::MemoryBudget;
use crate::prices::Prices;
use crate::state::{AppState, LARGEST_ATTACHMENT, ThreadRules};
use crate::store::{Store, missing_costs, projects};
use crate::web::base_path::BasePath;
use crate::web::gateway::{Backend, Gateway};
use crate::web::guard::Guard;
use crate::web::proxy::Proxy;
use crate::web::static_files::StaticFiles;
use crate::{inactivity, routes, samples};

/// The configuration. The default is a server for one test: loopback, any free port, everything in memory.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address to listen on.
    pub host: String,
    /// The port; 0 takes any free one.
    pub port: u16,
    /// The file that keeps everything; none keeps it in memory.
    pub data: Option<PathBuf>,
    /// The directory of the built app; none looks for `dist` here and next to the program.
    pub app: Option<PathBuf>,
    /// The address of a real Opik to forward API calls to; then nothing is kept here.
    pub proxy: Option<String>,
    /// The path the app lives under.
    pub base_path: String,
    /// Host names that the server answers to beside this machine's own.
    pub allow_hosts: Vec<String>,
    /// Whether active threads can be scored (open thread rules).
    pub open_threads: bool,
    /// Whether to load the sample conversations when there are no conversations.
    pub samples: bool,
    /// Whether tests may hold and fail requests and set the clock.
    pub test_controls: bool,
    /// A price list in LiteLLM's format, instead of the built-in one.
    pub prices: Option<PathBuf>,
    /// The largest request body in bytes, after unpacking. The SDK sends batches of up to 50 MB.
    pub largest_body: usize,
    /// The largest attachment in bytes; it is a request body too.
    pub largest_attachment: usize,
    /// The memory for all request bodies and large answers.
    pub memory: MemoryBudget,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 0,
            data: None,
            app: None,
            proxy: None,
            base_path: "/".to_owned(),
            allow_hosts: Vec::new(),
            open_threads: false,
            samples: false,
            test_controls: false,
            prices: None,
            largest_body: 128 * 1024 * 1024,
            largest_attachment: LARGEST_ATTACHMENT,
            memory: MemoryBudget::default(),
        }
    }
}

/// Why the server did not start: a sentence for the person who started it.
#[derive(Debug)]
pub struct StartError(pub String);

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

/// A server that runs until [`Running::stop`].
pub struct Running {
    addr: SocketAddr,
    base: BasePath,
    controls: Option<Arc<Controls>>,
    state: Option<AppState>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The app's address, with a slash at the end.
    pub fn base_url(&self) -> String {
        // The address for all interfaces cannot be opened in a browser.
        let host = match self.addr.ip() {
            ip if ip.is_unspecified() => "localhost".to_owned(),
            std::net::IpAddr::V6(ip) => format!("[{ip}]"),
            std::net::IpAddr::V4(ip) => ip.to_string(),
        };
        format!("http://{host}:{}{}", self.addr.port(), self.base.as_str())
    }

    /// The test controls, if configured.
    pub fn controls(&self) -> Option<&Arc<Controls>> {
        self.controls.as_ref()
    }

    /// The state, for code in the same process; `None` when the API is forwarded.
    pub fn state(&self) -> Option<&AppState> {
        self.state.as_ref()
    }

    /// Stops: takes no new requests, finishes those under way (releasing held ones), then closes the store. Requests
    /// that take longer than five seconds are cut off.
    pub async fn stop(mut self) {
        if let Some(controls) = &self.controls {
            controls.release(None);
        }
        self.stop.send_replace(true);
        if tokio::time::timeout(Duration::from_secs(5), &mut self.task).await.is_err() {
            self.task.abort();
        }
        if let Some(state) = &self.state {
            state.store.close().await;
        }
    }
}

/// Starts a server.
///
/// # Errors
/// A sentence, when an option is invalid, the data file cannot be used or the address is not available.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let base = BasePath::parse(&config.base_path).ok_or_else(|| {
        StartError(format!(
            "--base-path wants a path such as /colloquy/ (letters, digits and -._~ between slashes), not {}",
            config.base_path
        ))
    })?;
    let prices = match &config.prices {
        Some(file) => Arc::new(Prices::read(file).map_err(StartError)?),
        None => Prices::built_in(),
    };
    let clock = Clock::default();
    let (backend, state) = match &config.proxy {
        Some(url) => (Backend::Remote(Proxy::new(url).map_err(StartError)?), None),
        None => {
            let rules = if config.open_threads { ThreadRules::Open } else { ThreadRules::Guarded };
            let mut state = open_with(config.data.as_deref(), rules, clock.clone())?;
            (state.prices, state.memory) = (prices, config.memory.clone());
            state.largest_attachment = config.largest_attachment.min(config.largest_body);
            // For clients that accept it, at the fastest level.
            let gzip = CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest);
            (Backend::Local(routes::api(state.clone()).layer(gzip)), Some(state))
        }
    };
    if let Some(state) = &state {
        estimate_missing_costs(state).await;
    }
    if let Some(state) = state.as_ref().filter(|_| config.samples) {
        load_samples(state).await;
    }
    if let Some(state) = &state {
        // The task ends when the store is closed.
        tokio::spawn(inactivity::run(state.clone(), state.timeout));
    }
    let gateway = Gateway {
        guard: Guard::new(&config.host, &config.allow_hosts),
        base,
        site: StaticFiles::new(config.app.unwrap_or_else(built_app)),
        backend,
        largest_body: config.largest_body,
        memory: config.memory,
        controls: config.test_controls.then(|| Arc::new(Controls::new(clock))),
    };
    let mut running = serve(gateway, &config.host, config.port).await?;
    running.state = state;
    Ok(running)
}

/// Opens a data file, or a store in memory.
///
/// # Errors
/// A sentence, when the file cannot be used.
pub fn open(data: Option<&Path>, rules: ThreadRules) -> Result<AppState, StartError> {
    open_with(data, rules, Clock::default())
}

fn open_with(data: Option<&Path>, rules: ThreadRules, clock: Clock) -> Result<AppState, StartError> {
    let store = data.map_or_else(Store::memory, Store::open).map_err(|error| {
        let file = data.map_or_else(|| "the store in memory".to_owned(), |path| path.display().to_string());
        StartError(format!("{file} cannot be used: {error}"))
    })?;
    Ok(AppState::new(store, clock, rules))
}

/// Estimates costs of spans that were logged before their model was listed. A failure is only logged: the server works
/// without them.
async fn estimate_missing_costs(state: &AppState) {
    let prices = Arc::clone(&state.prices);
    match state.store.write(move |conn| missing_costs::fill_missing_costs(conn, &prices)).await {
        Ok(0) => {}
        Ok(filled) => tracing::info!("{filled} spans have an estimated cost now"),
        Err(error) => tracing::error!("costs could not be estimated: {error}"),
    }
}

/// Loads the samples into a store without conversations. A failure is only logged: the server works without them.
async fn load_samples(state: &AppState) {
    let empty = match state.store.read(projects::list).await {
        Ok(projects) => projects.iter().all(|project| project.thread_count == 0),
        Err(_) => false,
    };
    if empty && let Err(error) = samples::load(state).await {
        tracing::error!("the samples could not be loaded: {error}");
    }
}

/// The directory of the built app: `dist` here, or beside the program or in one of three directories above it
/// (`target/release`).
fn built_app() -> PathBuf {
    let here = PathBuf::from("dist");
    let program = std::env::current_exe().ok();
    let beside = program.iter().flat_map(|path| path.ancestors().skip(1).take(4)).map(|dir| dir.join("dist"));
    let built = |dir: &PathBuf| dir.join("index.html").is_file();
    std::iter::once(here.clone()).chain(beside).find(built).unwrap_or(here)
}

/// Listens and answers with `gateway` until stopped.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(gateway: Gateway, host: &str, port: u16) -> Result<Running, StartError> {
    let listener = listen(host, port).await?;
    let addr =
        listener.local_addr().map_err(|error| StartError(format!("the address is unknown: {error}")))?;
    let (base, controls) = (gateway.base.clone(), gateway.controls.clone());
    let app = Router::new().fallback(move |request: Request| {
        let gateway = gateway.clone();
        async move { gateway.answer(request).await }
    });
    let (stop, mut stopped) = watch::channel(false);
    // Small answers must not wait for a full packet (TCP_NODELAY).
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let task = tokio::spawn(async move {
        let until = async move {
            // An error means that the handle was dropped; then nobody can stop the server any more.
            if stopped.wait_for(|stop| *stop).await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(until).await {
            tracing::error!(%error, "the server stopped");
        }
    });
    Ok(Running { addr, base, controls, state: None, stop, task })
}

async fn listen(host: &str, port: u16) -> Result<TcpListener, StartError> {
    let host = host.trim_matches(['[', ']']);
    TcpListener::bind((host, port)).await.map_err(|error| {
        StartError(match error.kind() {
            std::io::ErrorKind::AddrInUse => format!(
                "port {port} is taken: another server runs there. Stop it, or choose another port with --port \
                 (--port 0 takes any free one)."
            ),
            std::io::ErrorKind::PermissionDenied => {
                format!("port {port} may not be used by you. Choose one above 1023 with --port.")
            }
            std::io::ErrorKind::AddrNotAvailable => {
                format!("{host} is not an address of this machine. Leave --host out to listen on 127.0.0.1.")
            }
            _ => format!("cannot listen on {host}, port {port}: {error}"),
        })
    })
}
