// A clock that a journey can put on, in any engine: Playwright's own is for those that it drives.
// Time goes on as ever; `later` makes it go faster for once, and what was due by then has happened.

/** Runs in the page, before anything else does. */
const CLOCK = `(() => {
  const { setTimeout: wait, clearTimeout: forget } = window;
  const sincePageStart = performance.now.bind(performance);
  let ahead = 0;
  let n_timers = 0;
  const timers = new Map();
  const now = () => sincePageStart() + ahead;
  const arm = (id) => {
    const timer = timers.get(id);
    forget(timer.real);
    timer.real = wait(() => fire(id), Math.max(0, timer.due - now()));
  };
  const fire = (id) => {
    const timer = timers.get(id);
    if (!timer) return;
    forget(timer.real);
    if (timer.every === undefined) timers.delete(id);
    else {
      timer.due = now() + timer.every;
      arm(id);
    }
    timer.call(...timer.args);
  };
  const set = (call, ms, args, every) => {
    timers.set(n_timers += 1, { call, args, every, due: now() + (Number(ms) || 0) });
    arm(n_timers);
    return n_timers;
  };
  const clear = (id) => {
    forget(timers.get(id)?.real);
    timers.delete(id);
  };
  window.setTimeout = (call, ms, ...args) => set(call, ms, args);
  window.setInterval = (call, ms, ...args) => set(call, ms, args, Math.max(1, Number(ms) || 0));
  window.clearTimeout = window.clearInterval = clear;
  Date.now = () => Math.round(performance.timeOrigin + now());
  window.later = async (ms) => {
    const end = now() + ms;
    for (;;) {
      const [next] = [...timers].filter(([, { due }]) => due <= end).sort(([, a], [, b]) => a.due - b.due);
      if (!next) break;
      ahead += Math.max(0, next[1].due - now());
      fire(next[0]);
      // What waits for it sets the next timer.
      await new Promise((done) => wait(done));
    }
    ahead += Math.max(0, end - now());
    for (const id of timers.keys()) arm(id);
  };
})()`;

/** What a page begins with whose time a journey can make go faster. */
export const CLOCKED = `<script>${CLOCK}</script>`;

/** As if so many milliseconds had gone by in the page. */
export const later = (page, ms) => page.evaluate((ms) => window.later(ms), ms);
