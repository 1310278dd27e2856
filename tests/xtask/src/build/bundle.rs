//! `cargo xtask bundle`: the hook in `Trunk.toml`. Trunk copies and minifies the page and its style sheets into a staging
//! directory, runs this, and moves the directory to `dist/`. This adds the WebAssembly modules with their scripts, and
//! for a release build makes the page ready for a strict Content-Security-Policy and a slow network: the app split into
//! lazy modules, a style sheet for the list and one for them, names with a hash of the content, every file packed ahead of time.

use std::fs;
use std::path::{Path, PathBuf};

use super::bind::{Bound, bind};
use super::{at, compile, hashes, pack, page, split};
use crate::Outcome;

/// The last line of the app's script: it starts the app, so that the page needs no inline script.
const START: &str = "await __wbg_init();\n";

/// The style sheets of what only lazy modules draw.
const LATER_SHEETS: [&str; 12] = [
    "calendar",
    "charts",
    "control",
    "conversation",
    "details",
    "facets",
    "message",
    "prose",
    "review",
    "settings",
    "trace",
    "views",
];

/// Completes the page in Trunk's staging directory.
///
/// # Errors
/// What could not be compiled, or why the result may not be served.
pub fn bundle() -> Outcome {
    let staging = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from).ok_or(
        "Trunk calls this while it builds (see Trunk.toml). Run `cargo xtask build` or `trunk build --release`.",
    )?;
    let release = std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let linked = compile::compile(release)?;
    let renderer = fs::read(&linked.renderer).map_err(|error| at(&linked.renderer, &error))?;
    let app = fs::read(&linked.app).map_err(|error| at(&linked.app, &error))?;
    if release { for_release(&staging, &app, &renderer) } else { for_work(&staging, &app, &renderer) }
}

/// As little as makes the page work: this runs after every change that `trunk serve` sees.
fn for_work(staging: &Path, app: &[u8], renderer: &[u8]) -> Outcome {
    write_bound(staging, "renderer", &bind("renderer", renderer, false)?)?;
    write_app(staging, &bind("colloquy", app, false)?)?;
    let html = read(staging, "index.html")?;
    write(staging, "index.html", page::rework(&html, false)?.html.as_bytes())
}

fn for_release(staging: &Path, app: &[u8], renderer: &[u8]) -> Outcome {
    let renderer = bind("renderer", renderer, true)?.shortened()?;
    write_bound(staging, "renderer", &renderer)?;
    let parts = split::split(app)?;
    let main = bind("colloquy", &parts.main, true)?.shortened()?;
    let script = split::with_loader(&main.script, &parts.loader)?;
    write_app(staging, &Bound { script, module: main.module })?;
    for (name, content) in &parts.modules {
        write(staging, name, content)?;
    }
    let page = page::rework(&read(staging, "index.html")?, true)?;
    write(staging, "index.html", page.html.as_bytes())?;
    let (mut first, mut later) = (String::new(), String::new());
    for sheet in &page.sheets {
        let css = if is_later(sheet) { &mut later } else { &mut first };
        css.push_str(read(staging, sheet)?.trim_end());
        css.push('\n');
        fs::remove_file(staging.join(sheet)).map_err(|error| at(&staging.join(sheet), &error))?;
    }
    write(staging, page::STYLE, first.as_bytes())?;
    write(staging, page::LATER_STYLE, later.as_bytes())?;
    let lazy = parts.modules.iter().map(|(name, _)| (name.as_str(), [page::APP].as_slice()));
    hashes::rename(staging, lazy.chain(hashes::FILES.iter().copied()))?;
    pack::pack_all(staging)
}

/// Whether a style sheet is for lazy modules only. Rules are in layers, so that it does not matter which sheet comes first.
fn is_later(sheet: &str) -> bool {
    let name = sheet.rsplit('/').next().unwrap_or(sheet);
    // Trunk may put a hash behind the name.
    let name = name.split(['.', '-']).next().unwrap_or(name);
    LATER_SHEETS.contains(&name)
}

fn write_app(staging: &Path, app: &Bound) -> Outcome {
    if !app.script.contains("__wbg_init as default") {
        return Err("wasm-bindgen's script exports no __wbg_init: has its form changed?".to_owned());
    }
    write(staging, "colloquy_bg.wasm", &app.module)?;
    write(staging, page::APP, format!("{}\n{START}", app.script.trim_end()).as_bytes())
}

fn write_bound(staging: &Path, name: &str, bound: &Bound) -> Outcome {
    write(staging, &format!("{name}_bg.wasm"), &bound.module)?;
    write(staging, &format!("{name}.js"), bound.script.as_bytes())
}

fn read(staging: &Path, name: &str) -> Outcome<String> {
    fs::read_to_string(staging.join(name)).map_err(|error| at(&staging.join(name), &error))
}

fn write(staging: &Path, name: &str, content: &[u8]) -> Outcome {
    fs::write(staging.join(name), content).map_err(|error| at(&staging.join(name), &error))
}
