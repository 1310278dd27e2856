// Before the first paint: the theme a person chose, so that nothing flashes. The app takes over from here.
try {
  var preferences = JSON.parse(localStorage.getItem("colloquy:preferences:1") || "{}");
  if (preferences.theme === "light" || preferences.theme === "dark") document.documentElement.dataset.theme = preferences.theme;
} catch (_) {
  // No storage (private mode): the system's theme is right.
}
