// The script of the studio's pages. Each works without it: forms are sent, links are followed.
import "./copy.js";
import "./leave.js";
import "./other.js";
import "./autosave.js";
import "./lines.js";
import "./moments.js";
import "./schedule.js";
import "./files.js";
import "./preview.js";
import "./tabs.js";
import "./editor.js";
import "./beside.js";

if (document.querySelector("[hx-get], [hx-post]")) import("./htmx.js");
