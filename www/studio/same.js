// Of an editor that comes after each pause nearly all is as it was. What is, word for word, is neither read nor
// compared again: with ninety questions that is most of the time that it takes.

/** Cards, lists to choose from, and what can be added: parts with an id that hold none of the others. */
const UNITS = /<li id="card:[^]*?<\/li>|<select [^]*?<\/select>|<details id="add"[^]*?<\/details>/g;

export class Same {
  #last = new Map();

  /** The markup with an empty `data-same` in place of each part that is as it was the last time. */
  thin(markup) {
    const now = new Map();
    const thin = markup.replace(UNITS, (unit) => {
      const opening = unit.slice(0, unit.indexOf(">"));
      const id = / id="([^"]*)"/.exec(opening)?.[1];
      if (!id) return unit;
      now.set(id, unit);
      if (this.#last.get(id) !== unit) return unit;
      const tag = /\w+/.exec(opening)[0];
      return `<${tag} id="${id}" data-same></${tag}>`;
    });
    this.#last = now;
    return thin;
  }

  /** What comes next is read as a whole: the page shows something else than what came last. */
  forget() {
    this.#last = new Map();
  }
}
