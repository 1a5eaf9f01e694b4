// Names of languages, in the language of the page: `data-language` holds a tag, and so does
// `data-language-label` of what can be picked.
let names;
try {
  names = new Intl.DisplayNames(document.documentElement.lang, { type: "language", fallback: "none" });
} catch {
  // Tags say enough.
}

const named = (tag) => {
  try {
    return names?.of(tag);
  } catch {
    // It is no tag; somebody has typed it.
    return undefined;
  }
};

/** Names the languages in a part of a page. */
export const nameLanguages = (root) => {
  for (const one of root.querySelectorAll("[data-language]")) {
    const name = named(one.dataset.language);
    const text = name ? `${name} (${one.dataset.language})` : one.dataset.language;
    if (one.textContent !== text) one.textContent = text;
  }
  for (const one of root.querySelectorAll("[data-language-label]")) one.label = named(one.dataset.languageLabel) ?? "";
};

nameLanguages(document);
