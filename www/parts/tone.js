// For the package of npm, which has no element of the relay's.
export { Tone, originalOf } from "../shared/tone.js";
