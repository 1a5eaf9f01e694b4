// What stands between a browser and the relay: the same in every engine, as nothing of a browser's
// is needed to hold a request, or to let it fail.
import { once } from "node:events";
import { createServer, request as ask } from "node:http";
import { freePort } from "./support.mjs";

/** A relay's public address, behind which it can be slow, or away. */
export class Between {
  static async open() {
    const between = new Between();
    between.origin = `http://127.0.0.1:${await freePort()}`;
    between.held = [];
    between.answered = [];
    between.n_cut = 0;
    between.pages = new Map();
    between.letThrough();
    between.server = createServer((request, answer) => between.take(request, answer)).listen(Number(new URL(between.origin).port), "127.0.0.1");
    await once(between.server, "listening");
    return between;
  }

  /** What this pattern of paths matches waits for `letThrough`. */
  hold(pattern) {
    this.isHeld = (path) => pattern.test(path);
  }

  /** What this pattern matches gets no answer, but the end of its connection. */
  cut(pattern) {
    this.isCut = (path) => pattern.test(path);
  }

  letThrough() {
    this.isHeld = this.isCut = () => false;
    for (const go of this.held.splice(0)) go();
  }

  /** The address of a page of its own: of the same site as the relay. */
  put(path, body, headers) {
    this.pages.set(path, { body, headers });
    return `${this.origin}${path}`;
  }

  take(request, answer) {
    const page = this.pages.get(request.url);
    if (page) return answer.writeHead(200, { "content-type": "text/html; charset=utf-8", ...page.headers }).end(page.body);
    if (this.isCut(request.url)) {
      this.n_cut += 1;
      return request.socket.destroy();
    }
    if (this.isHeld(request.url)) return this.held.push(() => this.pass(request, answer));
    this.pass(request, answer);
  }

  pass(request, answer) {
    const { hostname, port } = new URL(this.relay);
    const passed = ask({ hostname, port, path: request.url, method: request.method, headers: request.headers }, (reply) => {
      answer.writeHead(reply.statusCode, reply.headers);
      reply.pipe(answer).on("finish", () => this.answered.push(request.url));
    });
    passed.on("error", () => request.socket.destroy());
    request.pipe(passed);
  }

  close() {
    this.letThrough();
    this.server.closeAllConnections();
    this.server.close();
  }
}
