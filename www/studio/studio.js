// The script of the studio's pages. Each works without it: forms are sent, links are followed.
import "htmx.org";
import "./copy.js";
import "./leave.js";
import "./other.js";
import "./autosave.js";
import "./lines.js";
import "./moments.js";
import "./files.js";
import "./preview.js";
import "./editor.js";
