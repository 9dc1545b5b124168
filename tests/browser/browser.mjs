// What the browser's tests share: a browser, pages that complain, checks.
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { execFileSync } from "node:child_process";
import assert from "node:assert/strict";

const require = createRequire(process.env.BROWSER_TOOLS + "/");
const { chromium } = require("playwright-core");

const pictures = process.env.BROWSER_PICTURES;
mkdirSync(pictures, { recursive: true });

// In milliseconds: for a machine that others keep busy.
const patience = 120_000;

export const program = (name) => `${process.env.SILHOUETTE_BIN}/${name}`;
export const output = (name, ...words) => execFileSync(program(name), words, { maxBuffer: 1 << 28 });
export const picture = (page, name) => page.screenshot({ path: `${pictures}/${name}.png` });

export async function withBrowser(run) {
  const browser = await chromium.launch({
    timeout: patience,
    executablePath: "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
  try {
    await run(browser);
  } finally {
    await browser.close();
  }
}

// A page whose every warning, error and failed request is kept in `complaints`.
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const complaints = [];
  const requests = [];
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) {
      complaints.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url().slice(0, 80)}`));
  page.on("request", (request) => requests.push(request));
  return { page, complaints, requests };
}

export const seek = (page, offset) => page.evaluate((at) => window.silhouettePlayer.goto(at, false), offset);

// The element of the picture with this path: its box in the picture's own pixels, and its classes.
export const drawn = (page, path) => page.evaluate((wanted) => {
  const inside = window.silhouettePlayer.getReplayer().iframe.contentDocument;
  const node = [...inside.querySelectorAll("[data-path]")].find((one) => one.dataset.path === wanted);
  if (!node) {
    return null;
  }
  const { x, y, width, height } = node.getBoundingClientRect();
  return { x, y, width, height, classes: node.className };
}, path);

export async function until(what, check) {
  const end = Date.now() + patience;
  let last;
  while (Date.now() < end) {
    last = await check();
    if (last) {
      return last;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(`waited in vain until ${what}`);
}

// Until the function, evaluated in the page, holds. (The page's policy refuses the polling that playwright brings.)
export const holds = (page, check) => until(`${check} holds`, () => page.evaluate(check).catch(() => false));

export { assert };
