// The pages that ingest serves: token, session list, player, event list; by mouse and by keyboard; light and dark.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { assert, drawn, holds, openPage, output, picture, program, until, withBrowser } from "./browser.mjs";

const folder = mkdtempSync(join(tmpdir(), "silhouette-browser-"));
const data = join(folder, "data");
const session = "11".repeat(16);
let server = null;

function send(url, key, number, body) {
  const id = "22".repeat(15) + number.toString(16).padStart(2, "0");
  const headers = { Authorization: "Bearer " + key, "Content-Type": "application/x-protobuf", "Content-Encoding": "zstd", "Idempotency-Key": id };
  return new Promise((done, fail) => {
    const request = https.request(url + "/v1/batches", { method: "POST", headers, ca: readFileSync(join(data, "ca.pem")) }, (answer) => {
      answer.resume();
      answer.on("end", () => done(answer.statusCode));
    });
    request.on("error", fail);
    request.end(body);
  });
}

try {
  const tenant = JSON.parse(output("silhouette", "tenant", "create", "acme", "--data", data, "--json"));
  output("silhouette", "tenant", "allow", "acme", "on", "--data", data);
  server = spawn(program("silhouette"), ["serve", "--data", data, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((done, fail) => {
    createInterface({ input: server.stdout }).on("line", (line) => line.startsWith("listening ") && done(line.slice(10).trim()));
    server.on("exit", () => fail(new Error("serve ended")));
  });
  for (const [row, number] of [[0, 0], [1, 1], [2, 3]]) {
    assert.equal(await send(url, tenant.ingest_key, number, output("replay_made_session", "body", String(row))), 200);
  }

  await withBrowser(async (browser) => {
    for (const colorScheme of ["light", "dark"]) {
      const { page, complaints, requests } = await openPage(browser, { ignoreHTTPSErrors: true, colorScheme });
      await page.goto(url + "/");

      // A wrong token is told, and asked for again.
      await page.fill("#token", "wrong");
      await page.keyboard.press("Enter");
      await holds(page, () => document.querySelector("#message").textContent !== "");
      assert.equal(await page.isVisible("#token"), true);
      complaints.splice(0); // the browser notes the 401

      await page.fill("#token", tenant.viewer_token);
      await page.keyboard.press("Enter");
      await page.waitForSelector("#rows tr");
      const cells = await page.$$eval("#rows tr td", (all) => all.map((cell) => cell.textContent));
      assert.equal(cells[0], "orders");
      assert.equal(cells[2], "00:31");
      await picture(page, `pages-list-${colorScheme}`);
      await page.fill("#session-filter", "nothing like it");
      assert.equal(await page.locator("#rows tr").count(), 0);
      await page.fill("#session-filter", "ord");
      assert.equal(await page.locator("#rows tr").count(), 1);

      // By keyboard into the replay.
      await page.focus("#rows a");
      await page.keyboard.press("Enter");
      await holds(page, () => window.silhouettePlayer);
      assert.equal(new URL(page.url()).hash, `#/session/${session}`);
      await until("the window is drawn", () => drawn(page, "mainWindow/menuBar/fileMenu"));

      // The event list seeks.
      await page.click("#event-list li:has-text('nameEdit') button");
      await until("the dialog is there", () => drawn(page, "customerDialog/nameEdit"));
      assert.equal(await page.locator("#event-list li[aria-current]").textContent().then((text) => text.includes("nameEdit")), true);
      await picture(page, `pages-replay-${colorScheme}`);
      await page.keyboard.press("ArrowDown");
      await holds(page, () => document.querySelector("#event-list li[aria-current]").textContent.includes("QRadioButton"));

      // The filter hides what does not match.
      await page.fill("[aria-label='Filter events']", "pinpad");
      assert.equal(await page.locator("#event-list li:visible").count(), 1);
      await page.fill("[aria-label='Filter events']", "");
      await page.uncheck("label:has-text('Navigation') input");
      assert.equal(await page.locator("#event-list li.navigation:visible").count(), 0);

      // Plays.
      await page.evaluate(() => window.silhouettePlayer.goto(0, false));
      await page.focus("#replay .rr-controller__btns button");
      await page.keyboard.press("Enter");
      await holds(page, () => window.silhouettePlayer.getReplayer().getCurrentTime() > 400);

      // A reload comes back to the same session; the token never was in an address.
      await page.reload();
      await holds(page, () => window.silhouettePlayer);
      assert.deepEqual(complaints, []);
      for (const request of requests) {
        assert.ok(request.url().startsWith(url) || /^(data|about):/.test(request.url()), request.url());
        assert.ok(!request.url().includes(tenant.viewer_token));
      }
      await page.context().close();
    }
  });
} finally {
  if (server) {
    server.kill("SIGTERM");
  }
  rmSync(folder, { recursive: true, force: true });
}
console.log("the pages list, play, seek and filter");
