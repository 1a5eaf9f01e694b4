// Moments are shown by the reader's own clock; without scripts they are in UTC, and say so.
const form = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

const planned = new Intl.DateTimeFormat(document.documentElement.lang, {
  weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short",
});

const show = (root) => {
  for (const time of root.querySelectorAll?.("time[data-moment]") ?? []) {
    time.title = time.dateTime;
    time.textContent = (time.dataset.moment === "planned" ? planned : form).format(new Date(time.dateTime));
    delete time.dataset.moment;
  }
};

show(document);
document.addEventListener("htmx:after:swap", () => show(document));
