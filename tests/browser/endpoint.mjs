// An ingest endpoint of the test's own with the tenant "acme", and what others than the browser ask of it.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { output, program } from "./browser.mjs";

export class Endpoint {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "silhouette-browser-"));
    this.data = join(this.folder, "data");
    this.tenant = JSON.parse(output("silhouette", "tenant", "create", "acme", "--data", this.data, "--json"));
    this.port = 0;
  }

  allow(state) {
    output("silhouette", "tenant", "allow", "acme", state, "--data", this.data);
  }

  // On the port it had before, if it had one.
  async start() {
    this.process = spawn(program("silhouette"), ["serve", "--data", this.data, "--listen", "127.0.0.1:" + this.port], { stdio: ["ignore", "pipe", "inherit"] });
    this.url = await new Promise((done, fail) => {
      createInterface({ input: this.process.stdout }).on("line", (line) => line.startsWith("listening ") && done(line.slice(10).trim()));
      this.process.once("exit", () => fail(new Error("serve ended")));
    });
    this.port = new URL(this.url).port;
  }

  async stop() {
    const ended = new Promise((done) => this.process.once("exit", done));
    this.process.kill("SIGTERM");
    await ended;
  }

  // Without the browser. Gives status, headers, body.
  ask(method, path, key, headers = {}, body = undefined) {
    return new Promise((done, fail) => {
      const options = { method, headers: { Authorization: "Bearer " + key, ...headers }, ca: readFileSync(join(this.data, "ca.pem")) };
      const request = https.request(this.url + path, options, (answer) => {
        const pieces = [];
        answer.on("data", (piece) => pieces.push(piece));
        answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }));
      });
      request.on("error", fail);
      request.end(body);
    });
  }

  remove() {
    if (this.process && this.process.exitCode === null) {
      this.process.kill("SIGTERM");
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
