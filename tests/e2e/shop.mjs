// A shop's page with the element in it.
import { Between } from "./between.mjs";
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
  /** `isBetween`: what is asked of the relay can be held, or cut off. */
  static async open({ isBetween = false } = {}) {
    const shop = new Shop();
    shop.between = isBetween ? await Between.open() : undefined;
    const address = isBetween ? { SONDAGE_PUBLIC_URL: shop.between.origin } : {};
    shop.world = await World.open(["samples/onboarding.toml", CORNERED], { SONDAGE_REQUIRE_TOKEN: "false", ...address });
    if (isBetween) shop.between.relay = shop.world.relay;
    shop.host = await Host.open();
    shop.pages = 0;
    return shop;
  }

  async close() {
    await closeBrowser();
    this.host.close();
    this.between?.close();
    await this.world.close();
  }

  script() {
    return `<script type="module" src="${this.between?.origin ?? this.world.relay}/w/sondage.js"></script>`;
  }

  /** The address of a long page with a button, a link and whatever else. */
  page(inside, { headers, head = "" } = {}) {
    const html = `<!doctype html><html lang="en"><title>Shop</title><meta name="viewport" content="width=device-width">${head}
      <body><main style="min-height: 3000px"><h1>Shop</h1><button id="buy">Buy</button><a href="#terms">Terms</a></main>${inside}${this.script()}</body></html>`;
    return this.host.put(`/shop${(this.pages += 1)}`, html, headers);
  }

  /** Such a page, visited with these options; by whoever is the guest in an engine, or in Chromium. */
  async visit(inside, { guest, headers, head, ...options } = {}) {
    const see = guest ? guest.visit.bind(guest) : visit;
    const visitor = await see(this.page(inside, { headers, head }), { viewport: DESKTOP, reducedMotion: "reduce", ...options });
    return { ...visitor, survey: card(visitor.page), element: visitor.page.locator("sondage-survey").first() };
  }
}
