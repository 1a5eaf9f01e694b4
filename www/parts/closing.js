// A message that goes by itself, where its author says so: beside the page when nobody touches it,
// and after its thanks. Only messages of such surveys ask for this.
import { closeByItself } from "../shared/closing.js";

export default (body) => {
  const { ignored, thanked } = body.querySelector("[data-sheet]").dataset;
  const end = new AbortController();
  const isBeside = body.matches(".at-corner, .at-sheet");
  closeByItself(body, { ignored: isBeside ? ignored : undefined, thanked }, end.signal);
  addEventListener("pagehide", ({ persisted }) => persisted || end.abort());
};
