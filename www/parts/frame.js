// Makes the frame of a message as small as its card, so that the page around it stays in use.
// Braze's frame covers the page, but its document is the page's own (a `srcdoc`), so it may be
// reached from inside. Where it may not, or is not Braze's, everything stays as it was: in an app's
// web view, in a preview, in a frame of another origin. All that is changed goes with the message,
// but for listeners, which are taken off the page.
import { offerLater } from "../shared/later.js";

/** How wide the frame is, in rem of the message: the sheet, and the room for its shadow. */
const WIDTHS = { "at-corner": 26, "at-sheet": 44 };

export default (body) => {
  const frame = ownFrame();
  if (!frame || body.classList.contains("framed")) return;
  const host = frame.ownerDocument.defaultView;
  const end = new AbortController();
  const { signal } = end;
  body.classList.add("framed");
  letThePageBe(body, frame, signal);
  const fit = () => place(body, frame, host);
  const observer = new ResizeObserver(fit);
  observer.observe(body);
  host.addEventListener("resize", fit, { signal });
  host.visualViewport?.addEventListener("resize", fit, { signal });
  host.visualViewport?.addEventListener("scroll", fit, { signal });
  offerLater(body, signal);
  fit();
  // A page that is only put aside comes back as it was, with the message in it.
  addEventListener("pagehide", ({ persisted }) => {
    if (persisted) return;
    observer.disconnect();
    end.abort();
  }, { signal });
};

/** Braze's frame around this document, where it can be reached. */
const ownFrame = () => {
  try {
    return window.frameElement?.closest(".ab-iam-root") && window.frameElement;
  } catch {
    return null;
  }
};

/** The page scrolls, answers taps and takes the keyboard: the message is no modal dialog any more. */
const letThePageBe = (body, frame, signal) => {
  body.querySelector("[data-sheet]")?.removeAttribute("aria-modal");
  // With this class on, the SDK's style sheet stops the page, and its listener stops touches.
  frame.closest(".ab-iam-root").parentElement.classList.remove("ab-pause-scrolling");
  // What the SDK has around the frame on iOS covers the page as well.
  const around = frame.closest(".ab-ios-scroll-wrapper");
  if (around) style(around, { "pointer-events": "none", overflow: "visible" });
  // In a modal message Tab goes round; here it goes on into the page.
  const leave = (event) => event.key === "Tab" && event.stopImmediatePropagation();
  addEventListener("keydown", leave, { capture: true, signal });
};

const place = (body, frame, host) => {
  const isCorner = body.classList.contains("at-corner");
  const isLeft = !isCorner || getComputedStyle(body).direction === "rtl";
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const wide = host.document.documentElement.clientWidth;
  const { height: high, offsetTop } = host.visualViewport ?? { height: host.innerHeight, offsetTop: 0 };
  const width = Math.min(wide, WIDTHS[isCorner ? "at-corner" : "at-sheet"] * rem);
  const left = isCorner ? "0" : `${(wide - width) / 2}px`;
  body.classList.toggle("narrow", width === wide);
  body.style.setProperty("--room", `${high - 2 * rem}px`);
  style(frame, {
    position: "absolute", top: "auto", left: isLeft ? left : "auto", right: isLeft ? "auto" : "0",
    // The keyboard of a phone lies over the page's foot.
    bottom: `${Math.max(0, host.innerHeight - offsetTop - high)}px`,
    width: `${body.classList.contains("is-small") ? smallWidth(body, width) : width}px`,
    height: `${Math.min(high, body.offsetHeight)}px`,
    "min-width": "0", "max-width": "none", "min-height": "0", "max-height": "none",
    "box-shadow": "none", "border-radius": "0", background: "none", "pointer-events": "auto",
  });
};

/** What the card made small takes, with the room around it. */
const smallWidth = (body, width) => {
  const sheet = body.querySelector("[data-sheet]");
  const { paddingLeft, paddingRight } = getComputedStyle(body);
  // Rounded up, or its words would break.
  return Math.min(width, sheet.offsetWidth + Math.ceil(parseFloat(paddingLeft) + parseFloat(paddingRight)) + 1);
};

const style = (element, rules) => {
  for (const [name, value] of Object.entries(rules)) element.style.setProperty(name, value, "important");
};
