// Times of a schedule are the reader's own: shown in their zone, and sent with the moment that they mean.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const local = (moment) => new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

for (const form of document.querySelectorAll("form[data-schedule]")) {
  for (const one of form.querySelectorAll("[data-zone]")) one.textContent = zone;
  for (const field of form.querySelectorAll("input[type=datetime-local]")) {
    if (field.dataset.utc) field.value = local(new Date(field.dataset.utc));
  }
  form.addEventListener("submit", () => {
    for (const field of form.querySelectorAll("input[type=datetime-local]")) {
      const moment = new Date(field.value);
      form.elements[`${field.name}_at`].value = Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
    }
  });
}
