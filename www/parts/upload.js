// Files: each is sent to the relay as soon as it is chosen, and the ids that come back are the
// answer.

/** The names of what was sent, by id, for when the card is drawn anew. */
const names = new Map();

const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

/** Brings a `data-part="upload"` to life, once. */
export default function enhance(element, { relay, survey, response, who, announce }) {
  if (element.classList.contains("live")) return;
  element.classList.add("live");
  const words = element.dataset;
  const [ids, chooser] = element.querySelectorAll("input");
  const zone = chooser.parentNode;
  const list = make("ul");
  // The file itself is not part of the form.
  chooser.removeAttribute("name");
  element.append(list);

  const say = (text, name) => text.replace("{item}", () => name);
  const known = () => ids.value.split(" ").filter(Boolean);
  const write = (all) => {
    ids.value = all.join(" ");
    for (const type of ["input", "change"]) ids.dispatchEvent(new Event(type, { bubbles: true }));
  };
  const forget = (id) => write(known().filter((other) => other !== id));
  const sending = () => [...list.querySelectorAll("progress")];
  const room = () => words.max - list.querySelectorAll("li:not(.refused)").length;
  /** Shows the way to choose while there is room; the focus never stays on what is not there. */
  const measure = (isLeft) => {
    zone.hidden = room() < 1;
    if (isLeft) (zone.hidden ? list.lastChild.querySelector("button") : chooser).focus();
  };

  /** A line for a file. `drop` is what taking it away means. */
  const line = (name, kind, drop) => {
    const row = make("li", { className: kind });
    const remove = make("button", { type: "button", className: "remove", textContent: "×" });
    remove.setAttribute("aria-label", say(words.remove, name));
    remove.addEventListener("click", () => {
      row.remove();
      drop();
      measure(true);
      goOn();
    });
    row.append(make("span", { textContent: name }), remove);
    list.append(row);
    return row;
  };
  const refuse = (name, reason) => {
    line(name, "refused", () => {}).append(make("p", { className: "error", textContent: reason }));
    announce(`${name}: ${reason}`);
  };

  const send = (file) => {
    let drop = () => request.abort();
    const request = new XMLHttpRequest();
    const row = line(file.name, "", () => drop());
    const progress = make("progress", { max: 1, value: 0 });
    const again = make("button", { type: "button", className: "error", textContent: words.failed });
    progress.setAttribute("aria-label", say(words.uploading, file.name));
    const start = () => {
      const query = new URLSearchParams([["question", words.question], ["name", file.name]]);
      row.append(progress);
      request.open("POST", `${relay}/v1/surveys/${survey}/files?${query}`);
      request.setRequestHeader("content-type", "application/octet-stream");
      // Not in the address, which stands in logs: whoever has these may go on with the response.
      request.setRequestHeader("sondage-respondent", new URLSearchParams([["response", response], ...who]));
      request.responseType = "json";
      request.send(file);
    };
    const fail = () => {
      progress.replaceWith(again);
      announce(words.failed);
      waiting = undefined;
    };
    request.upload.onprogress = ({ loaded, total }) => (progress.value = loaded / total);
    request.onerror = fail;
    request.onload = () => {
      const id = request.status === 201 && request.response?.file;
      if (!id) return fail();
      drop = () => forget(id);
      progress.remove();
      row.className = "ready";
      names.set(id, file.name);
      write([...known(), id]);
      announce(say(words.ready, file.name));
      goOn();
    };
    again.addEventListener("click", () => {
      again.remove();
      start();
      row.querySelector("button").focus();
    });
    start();
  };

  chooser.addEventListener("change", () => {
    for (const file of chooser.files) {
      const types = chooser.accept.split(",");
      if (!types.some((type) => file.name.toLowerCase().endsWith(type))) refuse(file.name, words.type);
      else if (file.size > words.bytes) refuse(file.name, words.large);
      else if (room() < 1) refuse(file.name, words.many);
      else send(file);
    }
    // The same file can be chosen again.
    chooser.value = "";
    measure(room() < 1);
  });

  // Who goes on while a file is under way goes on when it is there.
  let waiting;
  const goOn = () => {
    if (waiting && !sending().length) waiting.click();
  };
  element.closest("form").addEventListener("submit", (event) => {
    waiting = undefined;
    if (event.submitter?.value !== "next" || !sending().length) return;
    event.preventDefault();
    event.stopPropagation();
    waiting = event.submitter;
    announce(sending().map((progress) => progress.getAttribute("aria-label")).join(" "));
  });

  for (const id of known()) line(names.get(id) ?? id, "ready", () => forget(id));
  measure();
}
