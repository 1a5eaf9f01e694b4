/** A survey as authored: what a file in JSON has, as an object. */
export interface Definition {
  /** Names the survey: lower-case letters, digits and hyphens. */
  id: string;
  /** Its name for people. */
  name: string;
  /** The language of its own texts, by default `en`. */
  locale?: string;
  /** What is asked; each has an `id`, a `type` and most a `prompt`. */
  questions: readonly { id: string; type: string; [setting: string]: unknown }[];
  [setting: string]: unknown;
}

/** What was answered; `null` for an answer that was taken back. */
export type Value =
  | null
  | boolean
  | number
  | string
  | (string | { other: string })[]
  | { other: string }
  | Record<string, unknown>;

export interface Options {
  /** The language; by default the page's `lang`, and without one the survey's own. */
  locale?: string;
  /** The values of the survey's hidden fields. */
  hidden?: Record<string, string | number | boolean>;
  /** Who answers. Another one at the same browser does not go on with the first one's answers. */
  respondent?: { externalId?: string; brazeId?: string; token?: string };
  /** Whether a reload goes on where it was, with what `sessionStorage` has; by default true. */
  resume?: boolean;
  /** Where answers are sent: a relay's address, which has the survey published. Nowhere without. */
  relay?: string;
  /** The revision that the answers are to, for the relay; by default 1. */
  revision?: number;
  /**
   * Whether it is light or dark. By default it is as the page is behind it; `"system"` is as the
   * device is. The attribute `color-scheme` of the element says the same.
   */
  colorScheme?: "light" | "dark" | "system";
  /** Where `widget_bg.wasm` is, for bundlers that do not find it by themselves. */
  wasm?: string | URL;
}

export interface Handle {
  /** What was answered so far, by question; the same object all along. */
  readonly answers: Readonly<Record<string, Value>>;
  /** Takes the survey off the page, with its listeners and timers. */
  unmount(): void;
}

/** What a definition that cannot be shown throws. */
export interface DefinitionError extends Error {
  problems: { path: string; message: string }[];
}

/** The events, which bubble from the element. */
export interface SondageEvents {
  "sondage-shown": CustomEvent<{ survey: string; resumed: boolean }>;
  /** `question` is the question's id, on the card of one. */
  "sondage-card": CustomEvent<{
    survey: string;
    card: "prompt" | "welcome" | "question" | "review" | "time-up" | "end";
    question: string | null;
  }>;
  /** Cancelable: what the respondent is about to do, on which question. Cancelled, nothing happens. */
  "sondage-leaving": CustomEvent<{ survey: string; question: string | null; action: string }>;
  "sondage-invalid": CustomEvent<{ question: string; message: string }>;
  "sondage-answered": CustomEvent<{ question: string; value: Value }>;
  "sondage-completed": CustomEvent<{ survey: string; ending: string }>;
  "sondage-dismissed": CustomEvent<{ survey: string; question: string | null; answered: number }>;
  /** Only with a relay: so many answers are durable on it. */
  "sondage-stored": CustomEvent<{ answers: number }>;
  /** Only with a relay: it does not take them. */
  "sondage-refused": CustomEvent<{ closed: boolean; answered: boolean }>;
}

/**
 * Shows a survey in an element, in a shadow root of it, in place of what was shown there before.
 *
 * Rejects with a {@link DefinitionError} that names every problem of the definition at once.
 */
export function mount(element: HTMLElement, definition: Definition | string, options?: Options): Promise<Handle>;

declare global {
  interface HTMLElementEventMap extends SondageEvents {}
}
