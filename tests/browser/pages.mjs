// The pages that ingest serves: token, session list, player, event list; by mouse and by keyboard; light and dark.
import { assert, drawn, holds, openPage, output, picture, until, withBrowser } from "./browser.mjs";
import { Endpoint } from "./endpoint.mjs";

const endpoint = new Endpoint();
const session = "11".repeat(16);

try {
  endpoint.allow("on");
  await endpoint.start();
  const { tenant, url } = endpoint;
  for (const [row, number] of [[0, 0], [1, 1], [2, 3]]) {
    const headers = { "Content-Type": "application/x-protobuf", "Content-Encoding": "zstd", "Idempotency-Key": "22".repeat(15) + number.toString(16).padStart(2, "0") };
    const answer = await endpoint.ask("POST", "/v1/batches", tenant.ingest_key, headers, output("replay_made_session", "body", String(row)));
    assert.equal(answer.status, 200);
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
  endpoint.remove();
}
console.log("the pages list, play, seek and filter");
