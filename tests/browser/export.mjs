// The exported page plays to its end without a network, and shows what was recorded.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert, drawn, holds, openPage, output, picture, seek, until, withBrowser } from "./browser.mjs";

const folder = mkdtempSync(join(tmpdir(), "silhouette-browser-"));
const file = join(folder, "replay.html");
writeFileSync(file, output("replay_made_session", "html"));

const cursor = (page) => page.evaluate(() => {
  const mouse = document.querySelector(".replayer-mouse");
  return { x: parseFloat(mouse.style.left), y: parseFloat(mouse.style.top) };
});

try {
  await withBrowser(async (browser) => {
    const { page, complaints, requests } = await openPage(browser, { offline: true });
    await page.goto("file://" + file);
    await holds(page, () => window.silhouettePlayer);

    // Known boxes are drawn where they are.
    await seek(page, 700);
    const button = await until("the window is drawn", () => drawn(page, "mainWindow/toolBar/newOrder"));
    assert.deepEqual({ ...button, classes: "" }, { x: 36, y: 28, width: 28, height: 28, classes: "" });
    const window1 = await drawn(page, "mainWindow");
    assert.deepEqual([window1.x, window1.y, window1.width, window1.height], [0, 0, 1000, 700]);
    await picture(page, "export-window");

    // The cursor comes to the click's point.
    await seek(page, 1540);
    await until("the cursor is at the click", async () => {
      const at = await cursor(page);
      return Math.abs(at.x - 50) <= 4 && Math.abs(at.y - 42) <= 4;
    });

    // Menus and dialogs open and close.
    await seek(page, 7000);
    await until("the menu is open", () => drawn(page, "fileMenuPopup/actionSave"));
    await picture(page, "export-menu");
    await seek(page, 9200);
    await until("the dialog is open", () => drawn(page, "customerDialog/nameEdit"));
    assert.equal(await drawn(page, "fileMenuPopup/actionSave"), null);
    await picture(page, "export-dialog");
    // It stays in front, whatever was used in the window behind it.
    const behind = await page.evaluate(() => {
      const pictured = window.silhouettePlayer.getReplayer().iframe.contentDocument;
      const dialog = pictured.querySelector('[data-path="customerDialog"]');
      const main = pictured.querySelector('[data-path="mainWindow"]');
      const box = dialog.getBoundingClientRect();
      const front = () => pictured.elementFromPoint(box.left + 3, box.top + 3) === dialog;
      const found = [];
      for (const used of [main, ...main.querySelectorAll(".e")]) {
        used.dataset.focus = "";
        found.push(front() ? null : used.dataset.path);
        delete used.dataset.focus;
      }
      return found.filter((path) => path !== null);
    });
    assert.deepEqual(behind, []);
    await seek(page, 14000);
    await until("the dialog is closed", async () => (await drawn(page, "customerDialog/nameEdit")) === null);
    const banner = await page.evaluate(() => window.silhouettePlayer.getReplayer().iframe.contentDocument.querySelector(".banner.shown")?.dataset.text);
    assert.equal(banner, "Gap: 5 items missing (lost)");
    await picture(page, "export-gap");

    // Names on hover.
    await seek(page, 700);
    await until("the picture is back", () => drawn(page, "mainWindow/toolBar/newOrder"));
    const place = await page.evaluate(() => {
      const frame = window.silhouettePlayer.getReplayer().iframe;
      const box = frame.getBoundingClientRect();
      const scale = box.width / frame.offsetWidth;
      return { x: box.left + 50 * scale, y: box.top + 42 * scale };
    });
    await page.mouse.move(place.x, place.y);
    await holds(page, () => document.querySelector(".tip:not([hidden])")?.textContent.includes("newOrder"));

    // Plays to the end.
    await page.evaluate(() => {
      window.ended = false;
      window.silhouettePlayer.addEventListener("finish", () => { window.ended = true; });
      window.silhouettePlayer.setSpeed(8);
      window.silhouettePlayer.goto(0, true);
    });
    await holds(page, () => window.ended);

    assert.deepEqual(complaints, []);
    assert.deepEqual(requests.map((request) => request.url()).filter((url) => !url.startsWith("file://" + file) && !/^(data|about):/.test(url)), []);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log("the exported page plays to its end without a network");
