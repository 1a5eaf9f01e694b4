// What the relay is measured beside: its endpoint for answers, plainly written in Node. It checks what
// comes in, and commits each answer by itself with what is owed for it, before it says 202.
// usage: node server.mjs DATABASE; prints its address when it listens.

import express from "express";
import Database from "better-sqlite3";

const QUESTIONS = new Map([
  ["score", (value) => Number.isInteger(value) && value >= 0 && value <= 10],
  ["plan", (value) => value === "free" || value === "pro"],
  ["why", (value) => typeof value === "string" && value.length <= 2000],
  ["contact", (value) => typeof value === "boolean"],
]);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const database = new Database(process.argv[2]);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec(`
  CREATE TABLE responses (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, survey TEXT NOT NULL, channel TEXT NOT NULL,
    locale TEXT NOT NULL, external_id TEXT, state TEXT NOT NULL, started_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL);
  CREATE INDEX responses_by_survey ON responses (survey, number);
  CREATE INDEX responses_by_respondent ON responses (survey, external_id, number);
  CREATE TABLE answers (
    response TEXT NOT NULL, question TEXT NOT NULL, value TEXT NOT NULL, received_at INTEGER NOT NULL,
    PRIMARY KEY (response, question));
  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY, response TEXT NOT NULL, question TEXT NOT NULL, payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending', next_attempt_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (response, question));
  CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'pending';
`);
const putResponse = database.prepare(`
  INSERT INTO responses (id, survey, channel, locale, external_id, state, started_at, updated_at)
  VALUES (@response, @survey, @channel, @locale, @externalId, @state, @now, @now)
  ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at`);
const putAnswer = database.prepare(`
  INSERT INTO answers (response, question, value, received_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (response, question) DO UPDATE SET value = excluded.value, received_at = excluded.received_at`);
const putDelivery = database.prepare(
  "INSERT OR IGNORE INTO deliveries (response, question, payload) VALUES (?, ?, ?)",
);
const store = database.transaction((survey, body) => {
  const { response, respondent, answers, state, channel, locale } = body;
  const now = Date.now();
  const externalId = respondent?.external_id ?? null;
  putResponse.run({ response, survey, channel, locale, externalId, state, now });
  for (const { question, value } of answers) {
    putAnswer.run(response, question, JSON.stringify(value), now);
    putDelivery.run(response, question, JSON.stringify({
      identifier: { external_id: externalId },
      attribute: question,
      value,
      event: {
        name: "survey-question-response",
        at: now,
        properties: { survey_id: survey, question_id: question, response_id: response, channel, locale, answer: value },
      },
    }));
  }
});

const isGood = (body) =>
  UUID.test(body?.response) &&
  typeof body.channel === "string" &&
  typeof body.locale === "string" &&
  ["in_progress", "completed", "dismissed"].includes(body.state) &&
  Array.isArray(body.answers) &&
  body.answers.every(({ question, value }) => QUESTIONS.get(question)?.(value));

const app = express();
app.disable("x-powered-by");
app.use(express.json({ limit: "256kb" }));
app.post("/v1/surveys/:survey/responses", (request, response) => {
  if (!isGood(request.body)) return response.status(400).json({ error: "malformed" });
  store(request.params.survey, request.body);
  response.status(202).json({ response: request.body.response, stored: request.body.answers.length });
});

const server = app.listen(0, "127.0.0.1", () => {
  console.log(`listening address=127.0.0.1:${server.address().port}`);
});
