// Hands the card of the survey's own page over to the widget. Where this does not come, or fails,
// the page's forms post by themselves.
const { body } = document;
const { survey, kept, proposed, known, channel, locale, revision } = body.dataset;
const relay = new URL("../..", import.meta.url).href.replace(/\/$/, "");
const address = `${relay}/v1/surveys/${encodeURIComponent(survey)}/responses`;
const fields = new FormData(body.querySelector("[data-card] form"));
const field = (name) => fields.get(name) || undefined;

// Storage may be forbidden or full: then nothing is kept, and nothing is lost but that.
const storage = (work) => {
  try {
    return work(sessionStorage);
  } catch {
    return undefined;
  }
};
const keep = (key, text) => storage((all) => (text ? all.setItem(key, text) : all.removeItem(key)));

/** Answers that the link proposes. They wait until the relay has them. */
let waiting = JSON.parse(proposed);
const at = new Date().toISOString();
const [response, text] = begun();

/** The response and its answers as the widget keeps them: those of this page, or what this tab kept
 * of them before a reload. A link that proposes answers, and one for somebody known, says by itself
 * which response it is for. */
function begun() {
  const who = field("user_braze_id") ?? field("external_id") ?? "";
  const own = storage((all) => all[`sondage.kept.${survey}.${who}`]);
  const id = own?.split("\u0001")[0];
  // Of its own response the page knows more than an earlier page, unless that has answers to send.
  const isFresher = id === field("response") ? storage((all) => all[`sondage.unsent.${id}`]) : !known;
  if (own && !waiting.length && isFresher) return [id, own];
  const pairs = JSON.parse(kept).flat();
  return [field("response"), pairs.length ? [field("response"), ...pairs, ""].join("\u0001") : ""];
}

/** A submission without answers, for what is only proposed. */
const bare = () => {
  const [braze_id, external_id, token] = ["user_braze_id", "external_id", "token"].map(field);
  const hidden = [...fields].filter(([name]) => name.startsWith("h.")).map(([name, value]) => [name.slice(2), value]);
  return JSON.stringify({
    response, answers: [], state: "in_progress", channel, locale, revision: Number(revision),
    ...((braze_id || external_id) && { respondent: braze_id ? { braze_id, token } : { external_id, token } }),
    ...(hidden.length && { hidden: Object.fromEntries(hidden) }),
  });
};

/** A submission with what is proposed before what was answered. */
const whole = (submission) => {
  if (!waiting.length) return submission;
  const sent = JSON.parse(submission);
  const isNew = ({ question }) => !sent.answers.some((answer) => answer.question === question);
  sent.answers.unshift(...waiting.filter(isNew).map((answer) => ({ ...answer, at })));
  return JSON.stringify(sent);
};

/** The relay has what was proposed: a reload proposes it no more. */
const settle = () => {
  waiting = [];
  const here = new URL(location.href);
  for (const name of [...here.searchParams.keys()]) {
    if (name.startsWith("q.") || name === "start") here.searchParams.delete(name);
  }
  history.replaceState(null, "", here);
};

// A link for one response proves itself with each submission.
const proof = field("link") ? `?token=${encodeURIComponent(field("token"))}` : "";
const post = async (submission) => {
  const send = (content) =>
    fetch(address + proof, { method: "POST", body: content, credentials: "omit", keepalive: content.length < 60_000 })
      .then(({ status }) => status, () => 0);
  const all = whole(submission);
  const status = await send(all);
  const isStored = status >= 200 && status < 300;
  if (all === submission || !(isStored || status === 422)) return status;
  settle();
  // What was proposed does not go with what was answered since.
  return isStored ? status : send(submission);
};

const options = {
  isMessage: false,
  kept: () => text,
  keep: (key, content) => {
    const [to, submission] = key.startsWith("sondage.unsent.") ? content.split("\n") : [];
    keep(key, submission ? `${to}${proof}\n${whole(submission)}` : content);
  },
  post: async (number, _, submission) => {
    const status = await post(submission);
    body.dispatchEvent(new CustomEvent("sondage-reply", { detail: number * 1000 + status }));
  },
  // The page has the theme, and knows the other languages.
  style: () => {},
  translate: (to) => {
    const form = body.querySelector("[data-card] form");
    form.querySelector("[name=response]")?.remove();
    for (const [name, value] of [["response", response], ["action", `locale:${to}`]]) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    form.submit();
  },
};

// Mail scanners run scripts, but nobody touches their pages: what is proposed counts once a person
// does anything. Scrolling by itself is no sign, since scripts do that too.
const SIGNS = ["pointerdown", "keydown", "touchstart", "wheel"];
let isTouched = false;
const confirm = () => waiting.length && isTouched && post(bare());
const touch = (event) => {
  if (isTouched || !event.isTrusted || document.visibilityState !== "visible") return;
  isTouched = true;
  for (const sign of SIGNS) removeEventListener(sign, touch, true);
  confirm();
};
const listen = () => {
  if (!waiting.length) return;
  for (const sign of SIGNS) addEventListener(sign, touch, { capture: true, passive: true });
  addEventListener("pagehide", confirm);
  addEventListener("online", confirm);
};

// What does not come leaves the page as it is.
import(new URL("../sondage.js", import.meta.url))
  .then(({ takeOver }) => takeOver(body, { response, options }))
  .then(listen, () => {});
