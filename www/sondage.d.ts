// The types of `<sondage-survey>`: of its attributes where they are written as markup in
// TypeScript, of its methods and of its events.

export type SondageMode = "inline" | "modal" | "corner" | "drawer" | "full" | "tab" | "auto";
export type SondageCorner = "bottom-right" | "bottom-left" | "top-right" | "top-left";
export type SondageSide = "left" | "right" | "bottom";
/** `"once"`, `"until-answered"`, `"always"`, or how many times. */
export type SondageShow = "once" | "until-answered" | "always" | `${number}`;

/** What was answered, as the relay stores it; `null` for an answer that was taken back. */
export type SondageValue =
  | null
  | boolean
  | number
  | string
  | (string | { other: string })[]
  | { other: string }
  | Record<string, unknown>;

export type SondageCard = "prompt" | "welcome" | "question" | "review" | "time-up" | "end";

export interface SondageEvents {
  /** Cancelable: `preventDefault()` keeps the survey away. */
  "sondage-show": CustomEvent<{ survey: string }>;
  "sondage-withheld": CustomEvent<{ survey: string; reason: "closed" | "answered" | "quiet" | "cancelled" | "blocked" }>;
  /** Cancelable: the widget cannot run in this page. Cancelled, no link to the survey's own page comes in its place. */
  "sondage-blocked": CustomEvent<{ survey: string; address: string }>;
  "sondage-shown": CustomEvent<{ survey: string; resumed: boolean }>;
  /** `question` is the question's id, on the card of one. */
  "sondage-card": CustomEvent<{ survey: string; card: SondageCard; question: string | null }>;
  /** Cancelable: what the respondent is about to do, on which question. Cancelled, nothing happens. */
  "sondage-leaving": CustomEvent<{ survey: string; question: string | null; action: string }>;
  "sondage-invalid": CustomEvent<{ question: string; message: string }>;
  "sondage-answered": CustomEvent<{ question: string; value: SondageValue }>;
  "sondage-completed": CustomEvent<{ survey: string; ending: string }>;
  "sondage-dismissed": CustomEvent<{ survey: string; question: string | null; answered: number }>;
  "sondage-stored": CustomEvent<{ answers: number }>;
  "sondage-refused": CustomEvent<{ closed: boolean; answered: boolean }>;
}

export interface SondageSurveyElement extends HTMLElement {
  /** Brings the survey up; settles when it is there. Rejects where the survey cannot be had. */
  open(): Promise<void>;
  /** Does what the survey's own close control does. */
  close(): Promise<void>;
  /** The browser may keep what the survey needs from now on. */
  giveConsent(): void;
  addEventListener<Name extends keyof SondageEvents>(
    name: Name,
    listener: (this: SondageSurveyElement, event: SondageEvents[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** The attributes, for the JSX of a framework. */
export interface SondageSurveyAttributes {
  survey: string;
  locale?: string;
  "braze-id"?: string;
  "external-id"?: string;
  token?: string;
  mode?: SondageMode;
  corner?: SondageCorner;
  side?: SondageSide;
  label?: string;
  delay?: string | number;
  scroll?: string | number;
  "exit-intent"?: "";
  idle?: string | number;
  "on-click"?: string;
  manual?: "";
  page?: string;
  show?: SondageShow;
  every?: string | number;
  quiet?: string | number;
  sample?: string | number;
  "close-when-ignored"?: string | number;
  "close-after-thanks"?: string | number;
  consent?: "pending" | "given";
  uncounted?: "";
  /** By default as the page is behind it. */
  "color-scheme"?: "light" | "dark" | "system";
  [hidden: `data-${string}`]: string | number | undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    "sondage-survey": SondageSurveyElement;
  }
}
