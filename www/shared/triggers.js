// What brings a survey up: any of an element's triggers does, by itself or because it was asked for.

/** Waits for the triggers of `element`; says whether there are any. `fire` gets the element that
 * was clicked, where one was. */
export const arm = (element, fire, signal) => {
  const names = Object.keys(TRIGGERS).filter((name) => element.hasAttribute(name));
  for (const name of names) TRIGGERS[name](element.getAttribute(name), fire, signal);
  return names.length > 0;
};

const TRIGGERS = {
  /** Only the page's own call opens it. */
  manual() {},

  delay(seconds, fire, signal) {
    const timer = setTimeout(fire, seconds * 1000);
    signal.addEventListener("abort", () => clearTimeout(timer));
  },

  /** So much of the way to the page's end has been gone. */
  scroll(percent, fire, signal) {
    const look = () => {
      const { scrollHeight, clientHeight } = document.documentElement;
      const way = scrollHeight - clientHeight;
      if (way > 0 && (scrollY / way) * 100 >= parseFloat(percent)) fire();
    };
    addEventListener("scroll", look, { passive: true, signal });
    look();
  },

  /** The pointer leaves by the upper edge, to the tabs or the address. */
  "exit-intent"(_, fire, signal) {
    const look = ({ clientY, relatedTarget }) => clientY <= 0 && !relatedTarget && fire();
    document.documentElement.addEventListener("mouseleave", look, { signal });
  },

  idle(seconds, fire, signal) {
    let timer;
    const begin = () => {
      clearTimeout(timer);
      timer = setTimeout(fire, seconds * 1000);
    };
    for (const name of ["pointermove", "pointerdown", "keydown", "wheel", "scroll", "touchmove"]) {
      addEventListener(name, begin, { passive: true, capture: true, signal });
    }
    signal.addEventListener("abort", () => clearTimeout(timer));
    begin();
  },

  "on-click"(selector, fire, signal) {
    addEventListener("click", (event) => {
      const clicked = event.composedPath().find((one) => one.matches?.(selector));
      if (clicked) fire(clicked);
    }, { signal });
  },
};

/** Whether the page is one of those that the element is for: `page` has patterns of the path, or of
 * the whole address, with `*` for anything. */
export const isOnPage = (element) => {
  const patterns = element.getAttribute("page")?.split(/\s+/).filter(Boolean) ?? [];
  const { origin, pathname, href } = location;
  const fits = (pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    const whole = new RegExp(`^${parts.join(".*")}$`);
    return [pathname, origin + pathname, href].some((address) => whole.test(address));
  };
  return patterns.length === 0 || patterns.some(fits);
};

/** Which page it is. What follows `?` and `#` says how a page is looked at, and not which; but some
 * sites part theirs by what follows `#/` or `#!`. */
export const whichPage = () => {
  const { origin, pathname, hash } = location;
  return origin + pathname + (/^#[!/]/.test(hash) ? hash : "");
};

/** Tells when the address changes without a new page. */
export const watchAddress = (changed, signal) => {
  let address = location.href;
  const look = () => {
    if (address === location.href) return;
    address = location.href;
    changed();
  };
  for (const name of ["popstate", "hashchange"]) addEventListener(name, look, { signal });
  if (globalThis.navigation) return navigation.addEventListener("currententrychange", look, { signal });
  // Browsers of before 2026 do not say when a script changes the address.
  const timer = setInterval(look, 1000);
  signal.addEventListener("abort", () => clearInterval(timer));
};
