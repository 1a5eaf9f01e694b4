// The ranking: rows to drag, or to move by buttons and arrow keys. The lists of places stay the
// form's; they are filled in at the first move.

const DRAWING = "http://www.w3.org/2000/svg";

const button = (name, path) => {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", name);
  const [drawing, line] = ["svg", "path"].map((tag) => document.createElementNS(DRAWING, tag));
  drawing.setAttribute("viewBox", "0 0 24 24");
  line.setAttribute("d", path);
  drawing.append(line);
  button.append(drawing);
  return button;
};

/** So near the edge of what scrolls it scrolls, by so many pixels a frame at most. */
const EDGE = 56;
const PACE = 14;

/** What scrolls a row: the survey's box, or the page. */
const scrollerOf = (row) => {
  for (let one = row.parentElement; one; one = one.parentElement ?? one.getRootNode().host) {
    const { overflowY } = getComputedStyle(one);
    if (/auto|scroll/.test(overflowY) && one.scrollHeight > one.clientHeight) return one;
  }
  return document.scrollingElement ?? document.documentElement;
};

/** How far to scroll now, for a pointer at this height. */
const paceAt = (scroller, clientY) => {
  const isPage = scroller === document.scrollingElement;
  const { top, bottom } = isPage ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
  const above = Math.max(top, 0) + EDGE - clientY;
  const below = clientY - Math.min(bottom, innerHeight) + EDGE;
  return PACE * (Math.min(1, Math.max(0, below / EDGE)) - Math.min(1, Math.max(0, above / EDGE)));
};

/** Brings a `data-part="ranking"` to life, once. */
export default function enhance(list, { announce }) {
  if (list.classList.contains("live")) return;
  list.classList.add("live");
  const { up, down, moved, top = Infinity } = list.dataset;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const rows = () => [...list.children];
  const places = rows().map((row) => row.querySelector("select"));
  const isFocused = places.includes(list.getRootNode().activeElement);
  const nameOf = (row) => row.querySelector("span:not(.handle)").textContent;
  const say = (text, row) => text.replace("{item}", () => nameOf(row));

  const write = () => {
    list.classList.add("ranked");
    rows().forEach((row, at) => {
      const place = row.querySelector("select");
      place.value = at < top ? at + 1 : "";
      row.classList.toggle("below", at >= top);
      for (const type of ["input", "change"]) place.dispatchEvent(new Event(type, { bubbles: true }));
    });
  };
  const settle = (row) => {
    write();
    const all = rows();
    announce(say(moved, row).replace("{n}", all.indexOf(row) + 1).replace("{m}", all.length));
  };
  const glide = (row, from) => {
    const way = [{ transform: `translateY(${from}px)` }, { transform: "none" }];
    if (!isStill) row.animate(way, { duration: 160, easing: "ease-out" });
  };
  /** Moves the neighbour past the row: a row that is taken out itself loses focus and pointer. */
  const swap = (row, other) => {
    const [own, its] = [row.offsetTop, other.offsetTop];
    if (its > own) row.before(other);
    else row.after(other);
    glide(other, its - other.offsetTop);
    return own - row.offsetTop;
  };
  const step = (row, isDown) => {
    const other = isDown ? row.nextElementSibling : row.previousElementSibling;
    if (other) glide(row, swap(row, other));
    settle(row);
  };

  const drag = (row, { clientY, pointerId }) => {
    const top = row.offsetTop;
    const scroller = scrollerOf(row);
    const from = scroller.scrollTop;
    let shift = 0;
    let pointerY = clientY;
    let frame;
    const follow = (event) => {
      pointerY = event.clientY;
      move();
      frame ??= requestAnimationFrame(scroll);
    };
    const scroll = () => {
      const before = scroller.scrollTop;
      scroller.scrollTop += paceAt(scroller, pointerY);
      frame = scroller.scrollTop === before ? undefined : requestAnimationFrame(scroll);
      move();
    };
    const move = () => {
      const middle = (of) => of.offsetTop + of.offsetHeight / 2;
      for (;;) {
        shift = pointerY - clientY + scroller.scrollTop - from + top - row.offsetTop;
        const start = row.offsetTop + shift;
        const { nextElementSibling: next, previousElementSibling: previous } = row;
        if (next && start + row.offsetHeight > middle(next)) swap(row, next);
        else if (previous && start < middle(previous)) swap(row, previous);
        else break;
      }
      row.style.transform = `translateY(${shift}px)`;
    };
    const end = () => {
      cancelAnimationFrame(frame);
      list.removeEventListener("pointermove", follow);
      list.removeEventListener("lostpointercapture", end);
      row.classList.remove("dragged");
      row.style.transform = "";
      glide(row, shift);
      settle(row);
    };
    row.classList.add("dragged");
    list.setPointerCapture(pointerId);
    list.addEventListener("pointermove", follow);
    list.addEventListener("lostpointercapture", end);
  };

  if (places.some((place) => place.value)) {
    const place = (row) => Number(row.querySelector("select").value) || Infinity;
    // Two without a place are equal: the difference of two infinities is no number.
    list.append(...rows().sort((a, b) => place(a) - place(b) || 0));
    write();
  }
  for (const row of rows()) {
    const place = row.querySelector("select");
    place.hidden = true;
    const handle = document.createElement("span");
    handle.className = "handle";
    row.prepend(handle);
    row.append(button(say(up, row), "M6 15l6-6 6 6"), button(say(down, row), "M6 9l6 6 6-6"));
    // What is said of the lists is now for the buttons to say.
    const said = place.getAttribute("aria-describedby");
    if (said) row.querySelectorAll("button").forEach((one) => one.setAttribute("aria-describedby", said));
  }
  if (isFocused) list.querySelector("button").focus();

  list.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (pressed) step(pressed.parentNode, !pressed.nextSibling);
  });
  list.addEventListener("keydown", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(pressed.parentNode, event.key === "ArrowDown");
  });
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("li");
    // A finger on the words scrolls the page.
    const isMeant = event.pointerType === "mouse" || event.target.matches(".handle");
    if (row && isMeant && !event.button && !event.target.closest("button")) drag(row, event);
  });
}
