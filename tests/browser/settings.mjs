// The tenant's switch, Settings › Other › Usage tracking: who may turn it, by keyboard and mouse, and what is seen of it.
import { assert, holds, openPage, picture, until, withBrowser } from "./browser.mjs";
import { Endpoint } from "./endpoint.mjs";

const endpoint = new Endpoint();

// As a connected client waits for the verdict: when it was told, and what.
async function verdict() {
  const { ingest_key: key } = endpoint.tenant;
  const now = await endpoint.ask("GET", "/v1/settings", key);
  const told = endpoint.ask("GET", "/v1/settings", key, { "If-None-Match": now.headers.etag, Prefer: "wait=60" });
  return { told: told.then((answer) => ({ at: Date.now(), allowed: answer.body.includes(Buffer.from([0x10, 1])) })) };
}

// When the endpoint has answered that the switch is turned: how long the browser takes until it asks is not its time.
const isChanged = (page) => page.waitForResponse((answer) => answer.request().method() === "PUT").then(() => Date.now());

const state = (page) => page.evaluate(() => ({
  checked: document.querySelector("#switch").getAttribute("aria-checked"),
  disabled: document.querySelector("#switch").getAttribute("aria-disabled"),
  word: document.querySelector("#state").textContent,
  since: document.querySelector("#since").textContent,
  news: document.querySelector("#news").textContent,
  message: document.querySelector("#message").textContent,
  focus: document.activeElement.id,
  dialog: document.querySelector("#confirm").open,
}));
const becomes = (page, what, wanted) => until(what, async () => {
  const now = await state(page);
  return Object.entries(wanted).every(([name, value]) => value instanceof RegExp ? value.test(now[name]) : now[name] === value) && now;
});

async function refusesWhoMayNot(page, complaints) {
  const { tenant, url } = endpoint;
  await page.goto(url + "/settings/usage-tracking");
  assert.equal(await page.evaluate(() => document.activeElement.id), "token");
  await page.getByLabel("Admin token").fill("wrong");
  await page.keyboard.press("Enter");
  await holds(page, () => document.querySelector("#message").textContent.includes("not known"));
  assert.equal(await page.isVisible("#switch"), false);

  for (const key of [tenant.viewer_token, tenant.ingest_key]) {
    await page.fill("#token", key);
    await page.keyboard.press("Enter");
    await holds(page, () => document.querySelector("#message").textContent.includes("need the admin's token"));
    assert.equal(await page.isVisible("#switch"), false);
  }
  await picture(page, "settings-refused");
  assert.equal((await endpoint.ask("PUT", "/v1/tenants/acme/settings", tenant.viewer_token, { "Content-Type": "application/json" }, '{"allowed":true}')).status, 403);
  complaints.splice(0); // the browser notes each 401 and 403
}

async function isTurnedByKeyboard(page) {
  const { tenant } = endpoint;
  await page.fill("#token", tenant.admin_token);
  await page.keyboard.press("Enter");
  await becomes(page, "the switch is off", { checked: "false", word: "Off", since: "Off since the tenant was made." });
  const toggle = page.getByRole("switch", { name: "Allow session replay", checked: false });
  assert.equal(await toggle.count(), 1);

  // Reached by Tab, and seen when it is.
  await page.evaluate(() => document.activeElement.blur());
  await until("Tab has come to the switch", async () => {
    await page.keyboard.press("Tab");
    return (await state(page)).focus === "switch";
  });
  assert.notEqual(await toggle.evaluate((node) => getComputedStyle(node).outlineStyle), "none");

  let client = await verdict();
  let changed = isChanged(page);
  await page.keyboard.press("Space");
  let told = await client.told;
  assert.equal(told.allowed, true);
  assert.ok(told.at - await changed < 1000, `${told.at - await changed} ms`);
  const on = await becomes(page, "the switch is on", { checked: "true", word: "On", news: /can choose now/, since: /^On since .*, by the admin's token / });
  assert.ok(on.since.includes(tenant.admin_token.split("_")[2]) && !on.since.includes(tenant.admin_token));

  // Off is asked for once more; Escape is "no".
  await page.keyboard.press("Enter");
  await becomes(page, "the question is there", { dialog: true, focus: "keep" });
  await page.keyboard.press("Escape");
  await becomes(page, "nothing has changed", { dialog: false, focus: "switch", checked: "true" });

  await page.keyboard.press("Enter");
  await becomes(page, "the question is there", { dialog: true, focus: "keep" });
  const dialog = page.getByRole("dialog", { name: "Turn off session replay?" });
  assert.match(await dialog.textContent(), /ends all recordings at once/);
  await page.keyboard.press("Tab");
  client = await verdict();
  changed = isChanged(page);
  await page.keyboard.press("Enter");
  told = await client.told;
  assert.equal(told.allowed, false);
  assert.ok(told.at - await changed < 1000, `${told.at - await changed} ms`);
  await becomes(page, "the switch is off", { checked: "false", dialog: false, focus: "switch", news: /All recordings have been ended/, since: /^Off since / });
  assert.equal(await page.locator("#changes tr").count(), 2);
  assert.match(await page.locator("#changes tr").first().textContent(), /admin.*Allow session replay.*on → off/);
}

async function followsOthers(page) {
  // The time until it is seen is judged at the endpoint's poll (integration tests); here it has to be seen at all.
  endpoint.allow("on");
  await becomes(page, "another's change is seen", { checked: "true", news: /Changed by somebody else.*now on/, since: /by the command, run by / });
  await page.click("#switch");
  await becomes(page, "the question is there", { dialog: true });
  endpoint.allow("off");
  await becomes(page, "the question is settled", { checked: "false", dialog: false, news: /now off/ });
}

async function tellsWhatGoesWrong(page, complaints) {
  await page.route("**/v1/tenants/acme/settings", (route) => route.request().method() === "PUT"
    ? route.fulfill({ status: 507, contentType: "application/problem+json", body: '{"title":"The storage is full","status":507}' })
    : route.continue());
  await page.click("#switch");
  await becomes(page, "the failure is told", { checked: "false", message: "Nothing was changed. The storage is full" });
  await page.unroute("**/v1/tenants/acme/settings");

  await endpoint.stop();
  await becomes(page, "it is told that nobody answers", { disabled: "true", message: /cannot be reached/ });
  await picture(page, "settings-down");
  await page.evaluate(() => document.querySelector("#switch").click()); // does nothing, as it says
  await endpoint.start();
  await becomes(page, "it has recovered by itself", { disabled: "false", message: "", checked: "false" });
  await page.click("#switch");
  await becomes(page, "it works again", { checked: "true" });
  complaints.splice(0); // what failed was meant to
}

async function looks(browser) {
  const { tenant, url } = endpoint;
  for (const colorScheme of ["light", "dark"]) {
    const { page, complaints } = await openPage(browser, { ignoreHTTPSErrors: true, colorScheme });
    await page.goto(url + "/settings/usage-tracking");
    await picture(page, `settings-ask-${colorScheme}`);
    await page.fill("#token", tenant.admin_token);
    await page.keyboard.press("Enter");
    await becomes(page, "the switch is on", { checked: "true" });
    await picture(page, `settings-on-${colorScheme}`);
    await page.click("#switch");
    await becomes(page, "the question is there", { dialog: true });
    await picture(page, `settings-question-${colorScheme}`);
    await page.click("#keep");
    await page.setViewportSize({ width: 400, height: 900 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, "nothing sticks out on a phone");
    await picture(page, `settings-narrow-${colorScheme}`);
    assert.deepEqual(complaints, []);
    await page.context().close();
  }
}

try {
  await endpoint.start();
  const { tenant, url } = endpoint;
  await withBrowser(async (browser) => {
    const { page, complaints, requests } = await openPage(browser, { ignoreHTTPSErrors: true });
    const answer = await page.request.get(url + "/settings/usage-tracking");
    assert.match(answer.headers()["content-security-policy"], /default-src 'none'.*script-src 'self'; style-src 'self';.*frame-ancestors 'none'/);

    await refusesWhoMayNot(page, complaints);
    await isTurnedByKeyboard(page);
    await followsOthers(page);
    assert.deepEqual(complaints, []);
    await tellsWhatGoesWrong(page, complaints);

    // To the session list and back, without the token being asked for again.
    await page.getByRole("link", { name: "Sessions" }).click();
    await holds(page, () => !document.querySelector("#sessions").hidden);
    await page.getByRole("link", { name: "Settings" }).click();
    await becomes(page, "the switch is on", { checked: "true" });
    await page.getByRole("button", { name: "Forget the token" }).click();
    assert.equal(await page.isVisible("#switch"), false);
    assert.equal(await page.evaluate(() => sessionStorage.length + localStorage.length + document.cookie.length), 0);

    // Leaving the page ends the request that waits for changes.
    assert.deepEqual(complaints.filter((one) => !(one.startsWith("failed: ") && one.endsWith("/v1/tenants/acme/settings"))), []);
    for (const request of requests) {
      assert.ok(request.url().startsWith(url) || /^(data|about):/.test(request.url()), request.url());
      for (const secret of [tenant.admin_token, tenant.viewer_token]) {
        assert.ok(!request.url().includes(secret));
      }
    }
    await looks(browser);
  });
} finally {
  endpoint.remove();
}
console.log("the tenant's switch is turned by the admin only, by keyboard and mouse, and shows what others do");
