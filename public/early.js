// What must not wait for the app: the theme a person chose, before the first paint, so that nothing flashes; what to
// say when the app itself can no longer say anything; and the door to what is loaded later.
try {
  const preferences = JSON.parse(localStorage.getItem("colloquy:preferences:1") || "{}");
  if (preferences.theme === "light" || preferences.theme === "dark") document.documentElement.dataset.theme = preferences.theme;
} catch {
  // No storage (private mode): the system's theme is right.
}

// A panic of the app is a trap of its WebAssembly: an error of this kind, or a stack without end.
function whenTrapped({ error, reason = error }) {
  const trapped = reason instanceof WebAssembly.RuntimeError || (reason instanceof RangeError && /wasm/.test(reason.stack));
  if (!trapped || document.getElementById("panic")) return;
  const banner = document.createElement("div");
  const reload = document.createElement("button");
  banner.id = "panic";
  banner.className = "banner panic";
  banner.setAttribute("role", "alert");
  banner.append("Something in this page broke. Nothing you saved is lost. ", reload);
  reload.type = "button";
  reload.className = "btn";
  reload.textContent = "Reload the page";
  reload.onclick = () => location.reload();
  document.body.prepend(banner);
}
addEventListener("error", whenTrapped);
addEventListener("unhandledrejection", whenTrapped);

// The Markdown renderer (the crate of that name), when the app first needs it. A browser may remember that an import
// failed; asked by another name, it tries again.
let tries = 0;
async function loadRenderer() {
  const renderer = await import("./renderer.js" + (tries++ ? "?" + tries : ""));
  await renderer.default();
  return renderer;
}

// The style sheet of all that is loaded later than the list, once; at work (`trunk serve`) there is none apart.
let laterStyle = null;
function loadLaterStyle() {
  const sheet = "./lazy-style.css";
  if (sheet.length < 20) return Promise.resolve();
  return laterStyle ||= new Promise((there, failed) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet;
    link.onload = () => there();
    link.onerror = () => {
      link.remove();
      laterStyle = null;
      failed(new Error("the style sheet"));
    };
    document.head.append(link);
  });
}

// The first rows, asked for while the app is still being loaded: the request that the app sent first when this address
// was opened the last time, if the app then asks for the same (src/browser/early.rs).
const FIRST_REQUEST = "colloquy:first-request:1";
const openedAt = location.pathname + location.search;
let early = null;
try {
  const last = JSON.parse(localStorage.getItem(FIRST_REQUEST) || "null");
  if (last && last.page === openedAt && /^\/(?!\/)/.test(last.url)) {
    early = { ...last, answer: fetch(last.url, { headers: JSON.parse(last.headers) }).catch(() => null) };
  }
} catch {
  // No storage: the app asks when it is there.
}
function takeEarlyAnswer(url, headers) {
  const taken = early && early.url === url && early.headers === headers ? early.answer : undefined;
  early = null;
  return taken;
}
function rememberFirstRequest(url, headers) {
  localStorage.setItem(FIRST_REQUEST, JSON.stringify({ page: openedAt, url, headers }));
}
