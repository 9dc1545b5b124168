// picture.mjs REPLAY.html AT_MS PICTURE.png: the replay's stage at that moment.
import { until, openPage, seek, holds, withBrowser } from "../browser/browser.mjs";

const [file, at, to] = process.argv.slice(2);
await withBrowser(async (browser) => {
  const { page } = await openPage(browser, { offline: true });
  await page.goto("file://" + file);
  await holds(page, () => window.silhouettePlayer);
  await seek(page, Number(at));
  await until("something is drawn", () => page.evaluate(() =>
    window.silhouettePlayer.getReplayer().iframe.contentDocument.querySelectorAll("[data-path]").length > 3));
  const frame = await page.evaluateHandle(() => window.silhouettePlayer.getReplayer().iframe);
  await frame.asElement().screenshot({ path: to });
});
