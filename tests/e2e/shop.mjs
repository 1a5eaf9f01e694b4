// A shop's page with the element in it.
import { Host, World, card, closeBrowser, visit } from "./support.mjs";

export const DESKTOP = { width: 1280, height: 900 };
/** Every mode, by its attributes. */
export const MODES = {
  inline: "", modal: 'mode="modal"', corner: 'mode="corner" corner="bottom-left"', drawer: 'mode="drawer" side="right"',
  full: 'mode="full"', tab: 'mode="tab" label="Tell us"', auto: 'mode="auto"',
};
export const CORNERED = `id = "cornered"\nname = "Cornered"\n[theme]\nlayout = "corner"\n[[questions]]\nid = "why"\ntype = "short_text"\nprompt = "Why?"\n[end]\ntext = "Thank you!"\n`;

export const element = (attributes, survey = "onboarding") => `<sondage-survey survey="${survey}" ${attributes}></sondage-survey>`;

/** A relay with two surveys, and the shop's own server. */
export class Shop {
  static async open() {
    const shop = new Shop();
    shop.world = await World.open(["samples/onboarding.toml", CORNERED], { SONDAGE_REQUIRE_TOKEN: "false" });
    shop.host = await Host.open();
    shop.pages = 0;
    return shop;
  }

  async close() {
    await closeBrowser();
    this.host.close();
    await this.world.close();
  }

  script() {
    return `<script type="module" src="${this.world.relay}/w/sondage.js"></script>`;
  }

  /** A long page with a button, a link and whatever else; visited with these options. */
  async visit(inside, { headers, head = "", ...options } = {}) {
    const html = `<!doctype html><html lang="en"><title>Shop</title><meta name="viewport" content="width=device-width">${head}
      <body><main style="min-height: 3000px"><h1>Shop</h1><button id="buy">Buy</button><a href="#terms">Terms</a></main>${inside}${this.script()}</body></html>`;
    const address = this.host.put(`/shop${(this.pages += 1)}`, html, headers);
    const visitor = await visit(address, { viewport: DESKTOP, reducedMotion: "reduce", ...options });
    return { ...visitor, survey: card(visitor.page), element: visitor.page.locator("sondage-survey").first() };
  }
}
