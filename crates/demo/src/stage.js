// The stage: chooses what is shown in the app's frame, and puts the person into the emulator.
const find = (selector) => document.querySelector(selector);
const form = find(".controls");
const app = find("#app");
const profile = find("#profile");
const { emulator, brazeId, externalId, name } = find("main").dataset;

form.addEventListener("change", () => form.submit());

find("[data-again]").addEventListener("click", () => app.contentWindow.location.reload());

const size = find("[data-size]");
size.addEventListener("click", () => {
  const isDesktop = document.body.classList.toggle("desktop");
  size.textContent = isDesktop ? "Phone" : "Desktop";
  size.setAttribute("aria-pressed", String(isDesktop));
});

const toast = (text) => {
  const place = find("[data-toast]");
  place.textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (place.textContent = ""), 4000);
};

find("[data-copy]").addEventListener("click", async () => {
  const answer = await fetch(`braze/snippet?survey=${encodeURIComponent(form.elements.survey.value)}`);
  const text = await answer.text();
  if (!answer.ok) return toast(JSON.parse(text).detail);
  await navigator.clipboard.writeText(text);
  toast(`Copied: ${new TextEncoder().encode(text).length} bytes to paste into a Custom Code message.`);
});

const seed = async () => {
  const known = await (await fetch(`${emulator}/emulator/profiles`)).json();
  if (known.some((one) => one.braze_id === brazeId)) return;
  await fetch(`${emulator}/emulator/profiles`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ braze_id: brazeId, external_id: externalId, first_name: name }),
  });
};

if (profile) {
  seed().then(
    () => (profile.src = profile.dataset.src),
    () => {
      profile.hidden = true;
      find("#away").hidden = false;
    },
  );
}
