// A form that was sent is not sent twice by an impatient press, and shows that it is under way.
document.addEventListener("submit", (event) => {
  const { submitter, target } = event;
  if (event.defaultPrevented || target.matches("[hx-post], [hx-get], [hx-put], [hx-delete]")) return;
  if (target.ariaBusy === "true") {
    event.preventDefault();
    return;
  }
  target.ariaBusy = "true";
  if (submitter) submitter.dataset.busy = "";
});

// Back from the cache, it can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll('form[aria-busy="true"]')) {
    form.ariaBusy = null;
    for (const button of form.querySelectorAll("[data-busy]")) delete button.dataset.busy;
  }
});
