// The host app: starts the real Braze Web SDK without a Braze behind it, and lets it show the
// message as it shows one that a campaign has sent.
const { user, survey } = document.querySelector("script[data-survey]").dataset;

const say = (text) => {
  const trouble = document.querySelector("[data-trouble]");
  trouble.textContent = text;
  trouble.hidden = false;
};

// In this order: the modules of the package import one another in circles, and its entry is where
// they come out right.
const loadSdk = async () => {
  try {
    const sdk = await import("../sdk/src/index.js");
    return { ...sdk, ...(await import("../sdk/src/InAppMessage/in-app-message-factory.js")) };
  } catch (cause) {
    const advice = "set SONDAGE_DEMO_SDK to the folder of @braze/web-sdk";
    throw new Error(`The Braze SDK is not here: ${advice}. ${cause.message}`);
  }
};

const start = async () => {
  const { initialize, showInAppMessage, newInAppMessageFromJson } = await loadSdk();
  initialize("00000000-0000-0000-0000-000000000000", {
    // What the SDK would send to Braze, it sends to this relay, which takes no notice.
    baseUrl: new URL("../sink", location.href).href,
    allowUserSuppliedJavascript: true,
    allowCrawlerActivity: true,
    doNotLoadFontAwesome: true,
    disablePushTokenMaintenance: true,
    manageServiceWorkerExternally: true,
    noCookies: true,
  });
  const address = new URL("message", location.href);
  address.search = new URLSearchParams({ user, survey });
  const answer = await fetch(address);
  if (!answer.ok) throw new Error((await answer.json()).detail);
  const message = newInAppMessageFromJson({
    type: "HTML",
    message: await answer.text(),
    trigger_id: "demo",
    message_close: "SWIPE",
  });
  if (!showInAppMessage(message)) throw new Error("The Braze SDK did not show the message.");
};

start().catch((error) => say(error.message));
