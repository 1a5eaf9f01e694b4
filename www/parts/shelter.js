// For pages of others; messages and the survey's own pages are ours alone.
export { keepTyping, seal } from "../shared/shelter.js";
