const frame = document.querySelector(".ab-html-message");
const nothing = () => {};
frame.addEventListener("load", () => {
  const message = frame.contentWindow;
  message.brazeBridge = {
    closeMessage: () => {
      frame.parentElement.remove();
      document.querySelector("#closed").hidden = false;
    },
    logClick: nothing, logCustomEvent: nothing, requestImmediateDataFlush: nothing,
  };
  message.dispatchEvent(new message.CustomEvent("ab.BridgeReady"));
});
frame.srcdoc = frame.dataset.message;
