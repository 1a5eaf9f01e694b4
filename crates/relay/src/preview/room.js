// What a preview has besides what a respondent gets: in a message Braze's bridge, which hears nothing;
// and a word to the page around about which card is on the screen.
(() => {
  const studio = new URL(document.currentScript.src).origin;
  const tell = (what) => parent !== window && parent.postMessage({ sondage: what }, studio);
  const nothing = () => {};
  if (document.body.classList.contains("message")) {
    window.brazeBridge = {
      closeMessage: () => {
        document.body.hidden = true;
        tell({ is: "closed" });
      },
      logClick: nothing, logCustomEvent: nothing, requestImmediateDataFlush: nothing,
      getUser: () => new Proxy({}, { get: () => nothing }),
    };
    addEventListener("load", () => dispatchEvent(new CustomEvent("ab.BridgeReady")));
  }
  addEventListener("sondage-card", ({ detail }) => tell({ is: "card", card: detail.question ?? (detail.card === "end" ? "end" : "") }));
  tell({ is: "there" });
})();
