// The script inside a message. It is pasted into Braze with the snippet, so it holds no doubled
// brace, and none of the shapes that the SDK rewrites when it adds a nonce. It keeps to what
// web views of 2018 parse, apart from import(), which they answer with a refusal.
(function () {
  var body = document.body;
  var root = document.documentElement;
  var relay = body.dataset.relay;
  // The response begins here, so that a form that is posted twice is one response.
  var response = uuid();
  var message = { taken: false, early: null, response: response };
  var isClosing = false;
  var isBlocked = typeof WebAssembly === "undefined";
  var failures = 0;
  var action = "next";

  // The way out for pages without scripts is hidden while they run.
  root.classList.add("scripted");

  // In a frame of another colour scheme a document is opaque, and would hide the page behind it.
  try {
    window.frameElement.style.colorScheme = getComputedStyle(root).colorScheme;
  } catch (error) {}

  var form = document.querySelector("[data-card] form");
  if (form) {
    var field = document.createElement("input");
    field.type = "hidden";
    field.name = "response";
    field.value = response;
    form.appendChild(field);
  }

  // The card holds every option. Those that this response is offered stay, in its order.
  Array.prototype.forEach.call(document.querySelectorAll("[data-lot]"), function (first) {
    var lot = JSON.parse(first.getAttribute("data-lot"));
    var parent = first.parentNode;
    var items = [first];
    while (items.length < lot[1]) items.push(items[items.length - 1].nextElementSibling);
    var after = items[items.length - 1].nextSibling;
    var keys = words(parent.querySelectorAll("kbd"));
    items.forEach(function (item) { parent.removeChild(item); });
    drawn(response, lot).forEach(function (place) { parent.insertBefore(items[place], after); });
    // Keys go by the order that is shown.
    Array.prototype.forEach.call(parent.querySelectorAll("kbd"), function (kbd, at) { kbd.textContent = keys[at]; });
  });

  function words(elements) {
    return Array.prototype.map.call(elements, function (element) { return element.textContent; });
  }

  /** A version 4 UUID; `crypto.randomUUID` exists on secure origins only. */
  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (byte) { return (byte + 256).toString(16).slice(1); });
    return hex.join("").replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  /** Which places are shown, in which order: as lot.rs draws it, with the same numbers. */
  function drawn(response, lot) {
    var text = response + lot[0];
    var n = lot[1], isShuffled = lot[2], pick = lot[3], fixed = lot[4];
    var free = [], shown = [], state = 0x811c9dc5, at, other, kept;
    for (at = 0; at < n; at += 1) if (fixed.indexOf(at) < 0) free.push(at);
    var order = free.slice();
    // FNV-1a over ids, which are ASCII; then xorshift, and Fisher and Yates from the end.
    for (at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
    state = state || 1;
    for (at = order.length - 1; at > 0; at -= 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      other = Math.floor((state >>> 0) * (at + 1) / 4294967296);
      kept = order[at];
      order[at] = order[other];
      order[other] = kept;
    }
    if (pick) order.length = Math.min(pick, order.length);
    if (!isShuffled) return order.concat(fixed).sort(function (a, b) { return a - b; });
    for (at = 0; at < n; at += 1) {
      if (free.indexOf(at) < 0) shown.push(at);
      else if (order.length) shown.push(order.shift());
    }
    return shown;
  }

  function closeByBridge() {
    if (window.brazeBridge) window.brazeBridge.closeMessage();
    return Boolean(window.brazeBridge);
  }

  // On the web the bridge comes after the message's own load, on phones it may come before.
  window.addEventListener("ab.BridgeReady", function () {
    if (isClosing && !message.taken) closeByBridge();
  }, { once: true });

  body.addEventListener("click", function (event) {
    var button = event.target.closest("button[name=action]");
    if (button) action = button.value;
    if (!event.target.closest("[data-close]")) return;
    // The widget closes by itself, and hides the message. Should it not, this does.
    if (message.taken) return setTimeout(function () { if (!body.hidden) closeByBridge(); }, 1000);
    isClosing = true;
    // Without a bridge the link itself acts, on phones.
    if (closeByBridge()) event.preventDefault();
  });

  // An answer given before the widget is here waits for it, unless it cannot come at all: then
  // the form posts to the relay by itself.
  body.addEventListener("submit", function (event) {
    if (message.taken || isBlocked) return;
    event.preventDefault();
    message.early = { action: action };
    event.target.setAttribute("aria-busy", "true");
    if (failures) showWaiting();
  });

  function showWaiting() {
    var status = document.querySelector("[data-status]");
    if (status) status.textContent = status.dataset.waiting;
  }

  function giveUp() {
    isBlocked = true;
    root.classList.remove("scripted");
    if (message.early) body.querySelector("button[value='" + message.early.action + "']").click();
  }

  /** Shows the way to the survey's page at once, with what is answered already. */
  function offerPage() {
    var way = body.querySelector(".fallback a");
    if (!way) return;
    root.classList.remove("scripted");
    way.parentNode.style.animation = "none";
    way.parentNode.setAttribute("role", "alert");
    var address = way.href.replace(/&q\..*/, "");
    new FormData(body.querySelector("[data-card] form")).forEach(function (value, name) {
      if (/^q\./.test(name) && value) address += "&" + encodeURIComponent(name) + "=" + encodeURIComponent(value);
    });
    way.href = address;
    way.focus();
  }

  // A content security policy that lacks the relay or 'wasm-unsafe-eval' says so here.
  document.addEventListener("securitypolicyviolation", function (event) {
    // Nor can the form post: only a page of the survey's own is left.
    if (/^form-action/.test(event.violatedDirective)) return offerPage();
    var blocked = event.blockedURI;
    // What is only reported is let through.
    if (event.disposition === "report") return;
    var isRelay = Boolean(blocked) && (blocked.indexOf(relay) === 0 || relay.indexOf(blocked) === 0);
    if (isRelay || /^(wasm-)?eval|^trusted-types/.test(blocked)) isBlocked = true;
  });

  // What this browser cannot read or run now, it cannot later.
  function isFinal(error) {
    return Boolean(error) && (error.isFinal || /^(Syntax|Compile|Link|Runtime)Error$/.test(error.name));
  }

  function load() {
    var again = failures ? "?again=" + failures : "";
    import(relay + "/w/sondage.js" + again)
      .then(function (loader) { return loader.takeOver(body, message); })
      .catch(function (error) {
        failures += 1;
        if (isBlocked || isFinal(error)) return giveUp();
        if (message.early) showWaiting();
        setTimeout(load, Math.min(30000, 500 * Math.pow(2, failures)));
      });
  }

  // Braze shows the message when it has loaded: nothing of ours may be asked for before.
  if (isBlocked) giveUp();
  else if (document.readyState === "complete") load();
  else window.addEventListener("load", load, { once: true });

  // Android applies no keyboard insets: keep the field that is typed in on the screen.
  if (window.visualViewport) {
    window.visualViewport.addEventListener("resize", function () {
      var field = document.activeElement;
      if (field && field.matches("input, textarea")) field.scrollIntoView({ block: "nearest" });
    });
  }
})();
