// The slider: the range writes into the field beside it, which is what counts, and follows what is
// typed there.

/** Digits of any script as those of ASCII: ten follow each other in all of them. */
const DIGITS = /\p{Nd}/u;
const ascii = (digit) => {
  let zero = digit.codePointAt(0);
  for (let n = 0; n < 9 && DIGITS.test(String.fromCodePoint(zero - 1)); n += 1) zero -= 1;
  return digit.codePointAt(0) - zero;
};
/** The number that is typed, where it can be one only: what parts thousands elsewhere is for the
 * survey to read, and the thumb stays where it is. */
const numberIn = (typed) => {
  const text = typed.replace(/\p{Nd}/gu, ascii);
  return /[.,٫]\d{3}$/.test(text) ? NaN : Number(text.replace(/[,٫]/, "."));
};

/** Brings a `data-part="slider"` to life, once. */
export default function enhance(element) {
  if (element.classList.contains("live")) return;
  element.classList.add("live");
  const range = element.querySelector("[type=range]");
  const field = element.querySelector(".unit input");
  const sign = element.dataset.decimal || ".";
  const unit = element.querySelector(".unit span")?.textContent ?? "";

  const show = () => {
    const typed = field.value.trim();
    const number = numberIn(typed);
    if (typed && number === number) range.value = number;
    // A range always points at a number: grey says that none is chosen yet.
    element.classList.toggle("empty", !typed);
    const { min, max, value } = range;
    const filled = typed ? `${(100 * (value - min)) / (max - min)}%` : "0%";
    // In somebody else's page our names have another beginning.
    for (const name of ["--filled", "--sondage-filled"]) range.style.setProperty(name, filled);
    range.setAttribute("aria-valuetext", typed ? `${typed} ${unit}`.trim() : element.dataset.empty);
  };
  const take = () => {
    const chosen = range.value.replace(".", sign);
    if (field.value === chosen) return;
    field.value = chosen;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  };

  show();
  field.addEventListener("input", show);
  range.addEventListener("input", take);
  // A tap where the thumb is already moves nothing, and means that number.
  range.addEventListener("click", take);
}
