import type { Definition, Options, Value } from "./index.js";

export interface SondageSurveyElement extends HTMLElement {
  /** What is shown: set another one to show that. */
  definition?: Definition | string;
  /** As those of `mount`; `locale` and hidden fields may also stand in the markup. */
  options: Options;
  /** What was answered so far, by question. */
  readonly answers: Readonly<Record<string, Value>>;
}

declare global {
  interface HTMLElementTagNameMap {
    "sondage-survey": SondageSurveyElement;
  }
}
