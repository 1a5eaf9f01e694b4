// Follows the emulator: fetches the fragment again when the stream says that something changed.
(() => {
  const live = document.getElementById("live");
  const said = document.getElementById("said");
  const link = document.getElementById("link");
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
  let shown = "";
  let state = "idle"; // idle, busy, or stale: busy, and something changed meanwhile

  const localise = () => {
    for (const time of live.querySelectorAll("time")) {
      time.textContent = clock.format(new Date(time.dateTime));
    }
  };

  const swap = (html) => {
    if (html === shown) return;
    const isFirst = shown === "";
    shown = html;
    const focused = document.activeElement?.id;
    const open = [...live.querySelectorAll("details[open]")].map((details) => details.id);
    live.innerHTML = html;
    localise();
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    if (isFirst) return;
    live.classList.add("moved");
    said.textContent = live.firstElementChild?.dataset.latest ?? "";
  };

  const refresh = async () => {
    if (state !== "idle") {
      state = "stale";
      return;
    }
    do {
      state = "busy";
      try {
        const response = await fetch(document.body.dataset.fragment);
        if (response.ok) swap(await response.text());
      } catch {
        break; // The stream reconnects, and refreshes then.
      }
    } while (state === "stale");
    state = "idle";
  };

  const tell = (text) => {
    if (!link) return;
    link.textContent = text;
    link.classList.toggle("lost", text !== "Live");
  };

  localise();
  const stream = new EventSource("/emulator/stream");
  stream.onopen = () => {
    tell("Live");
    refresh();
  };
  stream.onmessage = refresh;
  stream.onerror = () => tell("Reconnecting…");

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(event.target, event.submitter));
    fetch(event.target.action, { method: "POST", body, redirect: "manual" });
  });
})();
