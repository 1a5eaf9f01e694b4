// The survey's page in a frame of a site that the operator lets it be in: tells that site how high
// it is, and how far it has come. No answer is told.
const { body } = document;
const tell = (type, detail) => parent.postMessage({ type, survey: body.dataset.survey, ...detail }, "*");

body.classList.add("framed");
new ResizeObserver(() => tell("sondage-resize", { height: body.offsetHeight })).observe(body);
for (const type of ["sondage-shown", "sondage-completed", "sondage-refused"]) {
  body.addEventListener(type, ({ detail }) => tell(type, detail));
}
