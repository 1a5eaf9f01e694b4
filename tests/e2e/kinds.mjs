// One row for each question of samples/every-kind.toml: how it is answered with a mouse, with the
// keyboard alone and where no script runs, and what has to come out of it.
//
// `value` is what the relay exports, `attribute` what the profile in Braze gets, and `words` what
// the card says that shows all answers; `says` is what the live region has said by then. A function
// says whether something will do. `byKeys` and `plain` hold what differs there. `refused` is an
// answer that the survey does not take.
import { settled } from "./walk.mjs";
/** The beginning of a PNG is enough to be taken for one. */
const file = (name) => ({ name, mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]) });

const tick = (role, name) => (page) => page.getByRole(role, { name, exact: true }).click();
const fill = (text) => (page) => page.getByRole("textbox").fill(text);
const fillIn = (fields) => async (page) => {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(new RegExp(`^${label}( Optional)?$`)).fill(text);
};
const choose = (label) => (page) => page.getByRole("combobox").selectOption(label);
/** What a finger would aim at in a row of a matrix. */
const cell = (page, row, column) =>
  page.getByRole("group", { name: row, exact: true }).locator("label").filter({ hasText: new RegExp(`^${column}$`) });

/** Tab to a control, then these keys. */
const at = (selector, ...pressed) => async (keys) => {
  await keys.to(selector);
  await keys.press(...pressed);
};
const times = (n, key) => Array(n).fill(key);
/** Tab to a field, then type. */
const write = (text, name = "") => async (keys) => {
  await keys.to(name ? `[name="${name}"]` : "input, textarea");
  await keys.type(text);
};
/** Tab to a date or a time, then its parts. */
const writeParts = (name, ...parts) => async (keys) => {
  await keys.to(`[name="${name}"]`);
  await keys.typeParts(...parts);
};
const all = (...parts) => async (who) => {
  for (const part of parts) await part(who);
};
const key = (letter) => (keys) => keys.press(letter);

/** Opens the browser's own list of files, and chooses from it. */
const upload = async (page, open, ...names) => {
  const chooser = page.waitForEvent("filechooser");
  await open();
  await (await chooser).setFiles(names.map(file));
  await uploaded(page, names);
};
const uploaded = async (page, names) => {
  for (const name of names) await page.getByRole("button", { name: `Remove: ${name}` }).waitFor();
  await page.locator(".file:not(:has(progress))").waitFor();
};
const given = async (page, ...names) => {
  await page.locator("[type=file]").setInputFiles(names.map(file));
  await uploaded(page, names);
};

/** From one place on the page to another, with the button held. */
const drag = async (page, from, to) => {
  const { mouse } = page;
  await settled(page);
  await mouse.move(...from);
  await mouse.down();
  await mouse.move(...to, { steps: 6 });
  await mouse.up();
};
const box = (locator) => locator.boundingBox();

export const KINDS = [
  { id: "nps", mouse: tick("radio", "9"), keys: key("9"), value: 9, attribute: 9, words: "9" },
  {
    id: "csat", mouse: tick("radio", "4 of 5"), keys: at("[type=radio]", ...times(3, "ArrowRight")),
    value: 4, attribute: 4, words: "4",
  },
  { id: "ces", mouse: tick("radio", "6"), keys: key("6"), value: 6, attribute: 6, words: "6" },
  { id: "stars", mouse: tick("radio", "5 of 5, Great"), keys: key("5"), value: 5, attribute: 5, words: "5" },
  {
    id: "hearts", mouse: tick("radio", "3 of 3"), keys: at("[type=radio]", ...times(2, "ArrowDown")),
    value: 3, attribute: 3, words: "3",
  },
  { id: "thumbs", mouse: tick("radio", "Thumbs up"), keys: key("2"), value: 2, attribute: 2, words: "2" },
  { id: "numbers", mouse: tick("radio", "3"), keys: key("3"), value: 3, attribute: 3, words: "3" },
  {
    id: "slider",
    mouse: async (page) => {
      const { x, y, width, height } = await box(page.getByRole("slider"));
      // The thumb is 24 px wide.
      const along = (part) => x + 12 + (width - 24) * part;
      await drag(page, [along(0.5), y + height / 2], [along(0.35), y + height / 2]);
    },
    keys: at("[type=range]", "Home", ...times(7, "ArrowRight")),
    plain: { answer: fill("35") },
    refused: { answer: fill("37"), error: "Please enter a number." },
    value: 35, attribute: 35, words: "35",
  },
  {
    id: "number", mouse: fill("12"), keys: write("12"), value: 12, attribute: 12, words: "12",
    refused: { answer: fill("a dozen"), error: "Please enter a number.", kept: "a dozen" },
  },
  { id: "yes_no", mouse: tick("radio", "Yes"), keys: key("a"), value: true, attribute: true, words: "Yes" },
  {
    id: "single",
    mouse: all(tick("radio", "Pro"), fillIn({ "Your comment": "It fits" })),
    keys: all(key("b"), write("It fits", "q.single.comment.pro")),
    refused: { answer: tick("radio", "Other"), error: "Please write your answer." },
    value: { option: "pro", comment: "It fits" }, attribute: "Pro", words: "Pro – It fits",
  },
  {
    id: "multiple",
    mouse: all(tick("checkbox", "Work"), tick("checkbox", "Play"), tick("checkbox", "Other"), fillIn({ "Your answer": "Chess" })),
    keys: all(at("[value=work]", "Space"), at("[value=play]", "Space"), at("[value='+other']", "Space"), write("Chess", "q.multiple.other")),
    refused: {
      answer: all(...["Work", "Home", "School", "Play"].map((label) => tick("checkbox", label))),
      error: "Please choose 3 at most.",
    },
    value: ["work", "play", { other: "Chess" }], attribute: ["Work", "Play", "Chess"], words: "Work, Play, Chess",
  },
  {
    id: "favourite", mouse: tick("radio", "Play"), keys: at("[type=radio]", "ArrowDown"),
    value: "play", attribute: "Play", words: "Play",
  },
  {
    id: "dropdown",
    mouse: all(choose("Other"), fillIn({ "Your answer": "Legal" })),
    keys: all(at("select", ..."Other"), write("Legal", "q.dropdown.other")),
    refused: { answer: choose("Other"), error: "Please write your answer." },
    value: { other: "Legal" }, attribute: "Legal", words: "Legal",
  },
  {
    id: "country",
    mouse: async (page) => {
      await page.getByRole("combobox").click();
      await page.getByRole("combobox").fill("cote");
      await page.getByRole("option", { name: "Côte d’Ivoire" }).click();
    },
    // Escape closes the list, and not the survey.
    keys: all(at("[role=combobox]", ..."gibr", "Escape", ..."cote", "ArrowDown", "ArrowUp"), key("Enter")),
    plain: { answer: choose("Côte d’Ivoire") },
    says: "Found: 1",
    value: "CI", attribute: "Côte d’Ivoire", words: "Côte d’Ivoire",
  },
  { id: "picture", mouse: tick("radio", "Dark"), keys: key("b"), value: "dark", attribute: "Dark", words: "Dark" },
  {
    id: "ranking",
    mouse: async (page) => {
      const row = (name) => page.getByRole("listitem").filter({ hasText: name });
      const [from, to] = [await box(row("Range")), await box(row("Price"))];
      await drag(page, [from.x + 60, from.y + from.height / 2], [to.x + 60, to.y + 4]);
    },
    keys: at("[aria-label='Move up: Range']", "Enter", "Space", "ArrowUp"),
    plain: {
      answer: async (page) => {
        for (const [at, label] of ["Range", "Price", "Speed", "Care"].entries()) {
          await page.getByRole("combobox", { name: label, exact: true }).selectOption(String(at + 1));
        }
      },
    },
    refused: {
      answer: (page) => page.getByRole("combobox", { name: "Speed", exact: true }).selectOption("1"),
      error: "Please give each one a place of its own.",
    },
    value: ["range", "price", "speed", "care"], attribute: ["Range", "Price", "Speed", "Care"],
    words: "Range, Price, Speed, Care", says: "Range: place 1 of 4",
  },
  {
    id: "matrix",
    mouse: async (page) => {
      await cell(page, "Speed", "Good").click();
      await cell(page, "Support", "Poor").click();
      await cell(page, "Value for money", "Great").click();
    },
    keys: all(
      at("[name='q.matrix.speed']", ...times(2, "ArrowRight")), at("[name='q.matrix.support']", "Space"),
      at("[name='q.matrix.value']", ...times(3, "ArrowRight"))),
    value: { speed: "good", support: "poor", value: "great" },
    attribute: { speed: "Good", support: "Poor", value: "Great" }, words: "Speed – Good\nSupport – Poor\nValue for money – Great",
  },
  {
    id: "matrix_many",
    mouse: async (page) => {
      await cell(page, "Our logo", "TV").click();
      await cell(page, "Our logo", "Web").click();
      await cell(page, "Our song", "Street").click();
    },
    keys: all(
      at("[name='q.matrix_many.logo'][value=tv]", "Space"), at("[name='q.matrix_many.logo'][value=web]", "Space"),
      at("[name='q.matrix_many.song'][value=street]", "Space")),
    value: { logo: ["tv", "web"], song: ["street"] },
    attribute: { logo: ["TV", "Web"], song: ["Street"] }, words: "Our logo – TV, Web\nOur song – Street",
  },
  { id: "short", mouse: fill("Ada"), keys: write("Ada"), value: "Ada", attribute: "Ada", words: "Ada" },
  {
    id: "long", mouse: fill("More {nps} & <b>,\nplease"), keys: write("More {nps} & <b>,\nplease"),
    value: "More {nps} & <b>,\nplease", attribute: "More {nps} & <b>,\nplease", words: "More {nps} & <b>, please",
  },
  {
    id: "email", mouse: fill("ada@example.com"), keys: write("ada@example.com"),
    refused: { answer: fill("ada@example"), error: "Please enter an e-mail address, like name@example.com.", kept: "ada@example" },
    value: "ada@example.com", attribute: "ada@example.com", words: "ada@example.com",
  },
  {
    id: "phone", mouse: fill("+44 20 7946 0000"), keys: write("+44 20 7946 0000"),
    refused: { answer: fill("later"), error: "Please enter a phone number, like +44 20 7946 0000.", kept: "later" },
    value: "+44 20 7946 0000", attribute: "+44 20 7946 0000", words: "+44 20 7946 0000",
  },
  {
    id: "url", mouse: fill("https://example.com/ada"), keys: write("https://example.com/ada"),
    refused: { answer: fill("mailto:ada"), error: "Please enter a web address, like https://example.com.", kept: "mailto:ada" },
    value: "https://example.com/ada", attribute: "https://example.com/ada", words: "https://example.com/ada",
  },
  // The day is the month as well: which one is typed first depends on the browser's language.
  {
    id: "date", mouse: (page) => page.locator("[name='q.date']").fill("2024-02-02"), keys: writeParts("q.date", "02", "02", "2024"),
    value: "2024-02-02", attribute: "2024-02-02", words: "February 2, 2024",
  },
  {
    id: "time",
    mouse: (page) => page.locator("[name='q.time']").fill("06:30"),
    // Where the clock has twelve hours, it asks which half of the day it is.
    keys: writeParts("q.time", "06", "30", "a"),
    value: "06:30", attribute: "06:30", words: "06:30",
  },
  {
    id: "contact",
    mouse: fillIn({ "First name": "Ada", "Last name": "Lovelace", "E-mail": "ada@example.com" }),
    keys: all(write("Ada", "q.contact.first_name"), write("Lovelace", "q.contact.last_name"), write("ada@example.com", "q.contact.email")),
    refused: { answer: fillIn({ "First name": "Ada" }), error: "Please fill in: Last name" },
    value: { first_name: "Ada", last_name: "Lovelace", email: "ada@example.com" },
    attribute: { first_name: "Ada", last_name: "Lovelace", email: "ada@example.com" },
    words: "First name – Ada\nLast name – Lovelace\nE-mail – ada@example.com",
  },
  {
    id: "address",
    mouse: all(fillIn({ "Street and number": "12 St James’s Square", Postcode: "SW1Y 4JH", City: "London" }), choose("United Kingdom")),
    keys: all(
      write("12 St James’s Square", "q.address.street"), write("SW1Y 4JH", "q.address.postcode"),
      write("London", "q.address.city"), // A space may open the list.
      at("select", ..."United", "ArrowDown")),
    value: { street: "12 St James’s Square", postcode: "SW1Y 4JH", city: "London", country: "GB" },
    attribute: { street: "12 St James’s Square", postcode: "SW1Y 4JH", city: "London", country: "United Kingdom" },
    words: "Street and number – 12 St James’s Square\nPostcode – SW1Y 4JH\nCity – London\nCountry – United Kingdom",
  },
  {
    id: "inputs",
    mouse: fillIn({ Name: "Kitchen", "Square metres": "12.5", "Built on": "1999-12-12" }),
    keys: all(write("Kitchen", "q.inputs.name"), write("12.5", "q.inputs.size"), writeParts("q.inputs.built", "12", "12", "1999")),
    refused: { answer: fillIn({ Name: "Kitchen", "Square metres": "large" }), error: "Please enter a number." },
    value: { name: "Kitchen", size: 12.5, built: "1999-12-12" },
    attribute: { name: "Kitchen", size: 12.5, built: "1999-12-12" }, words: "Name – Kitchen\nSquare metres – 12.5\nBuilt on – December 12, 1999",
  },
  {
    id: "consent", mouse: tick("checkbox", "I have read the privacy notice and agree"), keys: at("[type=checkbox]", "Space"),
    value: true, attribute: true, words: "Yes",
  },
  { id: "statement", mouse: () => {}, keys: () => {} },
  {
    id: "link",
    mouse: async (page) => {
      const opened = page.context().waitForEvent("page");
      await page.getByRole("link", { name: "Open the page (opens in a new tab)" }).click();
      await (await opened).close();
    },
    keys: async (keys) => {
      await keys.to("[data-opens]");
      const opened = keys.page.context().waitForEvent("page");
      await keys.press("Enter");
      await (await opened).close();
    },
    // Without scripts nobody knows whether it was opened.
    plain: { answer: () => {}, value: undefined, attribute: undefined, words: "No answer" },
    value: true, attribute: true, words: "Yes",
  },
  {
    id: "signature",
    mouse: async (page) => {
      const { x, y, width, height } = await box(page.locator("canvas"));
      await drag(page, [x + width * 0.2, y + height * 0.7], [x + width * 0.8, y + height * 0.3]);
    },
    keys: write("Ada Lovelace", "q.signature.typed"),
    byKeys: { value: { typed: "Ada Lovelace" }, attribute: "Ada Lovelace", words: "Ada Lovelace" },
    plain: { answer: fill("Ada Lovelace"), value: { typed: "Ada Lovelace" }, attribute: "Ada Lovelace", words: "Ada Lovelace" },
    value: ({ drawn, ...rest }) => Object.keys(rest).length === 0 && /^M\d+ \d+(L\d+ \d+){3,}$/.test(drawn),
    attribute: "✓", words: "✓",
  },
  {
    id: "file",
    mouse: async (page) => {
      await upload(page, () => page.getByLabel(/Choose a file$/).click(), "ada.png");
      await upload(page, () => page.getByLabel(/Choose a file$/).click(), "byron.png");
    },
    keys: async (keys) => {
      await keys.to("[type=file]");
      // Where the browser's list of files cannot be answered, the field is.
      if (keys.page.waitForEvent) await upload(keys.page, () => keys.press("Space"), "ada.png", "byron.png");
      else await given(keys.page, "ada.png", "byron.png");
    },
    plain: { answer: (page) => page.getByLabel("Choose a file").setInputFiles([file("ada.png"), file("byron.png")]) },
    refused: { answer: (page) => page.getByLabel("Choose a file").setInputFiles(file("ada.svg")), error: "ada.svg: This type of file is not accepted here." },
    value: (ids) => ids.length === 2 && ids.every((id) => /^[0-9a-zA-Z-]{8,64}$/.test(id)),
    attribute: 2, words: "2", says: (said) => /^Uploaded: (ada|byron).png$/.test(said),
  },
];

/** What comes out of a row where it is answered `how`: "byKeys", "plain", or with a mouse. */
export const outcome = (row, how) => ({ ...row, ...row[how] });

/** What is there in the shape of what is expected, for a comparison that shows all differences at once. */
export const likened = (there, expected) =>
  Object.fromEntries(Object.entries(there).map(([id, value]) => {
    const check = expected[id];
    return [id, typeof check === "function" && check(value) ? check : value];
  }));
