// Dates and times. WebKit writes today into an empty one, which looks as if it had been answered.

/** Brings a `data-part="date"` to life, once. */
export default function enhance(input) {
  if (input.classList.contains("live")) return;
  input.classList.add("live");
  if (!navigator.vendor.startsWith("Apple")) return;
  const look = () => input.classList.toggle("blank", !input.value && !input.validity.badInput);
  for (const type of ["input", "change", "blur"]) input.addEventListener(type, look);
  look();
}
