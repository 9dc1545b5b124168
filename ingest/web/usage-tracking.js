// Settings › Other › Usage tracking: the tenant's switch. The token stays in this tab, beside the session list's, and
// travels in a header only. What others change is seen at once: one request always waits for it (a long poll).
"use strict";

(() => {
  const KEY = "silhouette-token";
  const at = (id) => document.getElementById(id);
  const ask = at("ask"), message = at("message"), settings = at("settings"), toggle = at("switch"), news = at("news");
  const WAIT = 60; // seconds that one poll waits
  const BREATH = 200; // milliseconds between two polls that nothing came of
  const AGAIN = [1000, 2000, 5000, 10000]; // milliseconds until the next try, when the server cannot be reached

  let shown = null; // the settings as this page shows them
  let round = 0; // counts tokens, so that a late answer does not show under another
  let ending = new AbortController();
  let changing = null; // while a change of ours is under way: the poll is not to take it for somebody else's

  class Refused extends Error {
    constructor(status, problem) {
      super(problem.detail || problem.title || "The server answered " + status + ".");
      this.status = status;
    }
  }

  async function request(method, path, fields, body) {
    const headers = { Authorization: "Bearer " + sessionStorage.getItem(KEY), ...fields };
    const answer = await fetch(path, { method, headers, body, cache: "no-store", redirect: "error", signal: ending.signal });
    if (answer.status === 304) {
      return null;
    }
    const document = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      throw new Refused(answer.status, document);
    }
    return document;
  }

  const path = (part) => "/v1/tenants/" + encodeURIComponent(shown.tenant) + "/" + part;
  const when = (text) => new Date(text).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });

  function element(tag, properties, ...children) {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  }

  function moment(text) {
    return element("time", { dateTime: text, title: text, textContent: when(text) });
  }

  const whose = { command: "the command, run by ", record: "what was recorded last, in ", admin: "the admin's token " };
  const who = (change) => (whose[change.role] || change.role + " ") + change.name;
  const value = (one) => one === true ? "on" : one === false ? "off" : String(one);
  const title = { allowed: "Allow session replay", sampling: "Sampling", name_gate: "Name gate" };

  function showState() {
    toggle.setAttribute("aria-checked", String(shown.allowed));
    at("state").textContent = shown.allowed ? "On" : "Off";
    at("about").textContent = shown.tenant;
  }

  async function showChanges() {
    const mine = round;
    const changes = await request("GET", path("audit"));
    if (mine !== round) {
      return;
    }
    const last = changes.find((change) => change.setting === "allowed");
    at("since").replaceChildren(...(last ? [(last.after ? "On" : "Off") + " since ", moment(last.at), ", by " + who(last) + "."] : ["Off since the tenant was made."]));
    at("changes").replaceChildren(...changes.map((change) => element("tr", {}, element("td", {}, moment(change.at)),
      element("td", { textContent: change.name + " " }, element("small", { textContent: change.role })),
      element("td", { textContent: title[change.setting] || change.setting }),
      element("td", {}, value(change.before) + " → ", element("b", { textContent: value(change.after) })))));
    at("changes").closest(".wide").hidden = changes.length === 0;
    at("no-changes").hidden = changes.length > 0;
  }

  // Settings that came from the server, whoever changed them.
  async function take(now, said) {
    if (shown && now.version === shown.version) {
      return;
    }
    const changed = shown && now.allowed !== shown.allowed;
    shown = now;
    showState();
    if (changed) {
      news.textContent = said || "Changed by somebody else: session replay is now " + value(now.allowed) + ".";
      if (!now.allowed && at("confirm").open) {
        at("confirm").close(); // somebody else has done it
      }
    }
    await showChanges();
  }

  function askForToken(said) {
    forget();
    message.textContent = said;
    settings.hidden = true;
    ask.hidden = false;
    at("leave").hidden = true;
    at("about").textContent = "";
    at("token").focus();
  }

  // Everything that waits under the present token ends.
  function forget() {
    ++round;
    ending.abort();
    ending = new AbortController();
    shown = null;
    if (at("confirm").open) {
      at("confirm").close();
    }
  }

  // What a failed request means for the page. The token is kept where it is good for other pages.
  function fail(error) {
    if (error.status === 401) {
      sessionStorage.removeItem(KEY);
      askForToken("This token is not known. Check it, and type it again.");
    } else if (error.status === 403) {
      askForToken("This token may not see or change settings. They need the admin's token.");
    } else {
      message.textContent = error.status ? error.message : "The server cannot be reached. What you see may be out of date; the page tries again.";
    }
  }

  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  // Shows the settings, then follows them until another token is typed.
  async function follow() {
    const mine = ++round;
    for (let failures = 0; mine === round;) {
      try {
        if (!shown) {
          const [own] = await request("GET", "/v1/tenants");
          if (mine !== round) {
            return;
          }
          await take(own);
          ask.hidden = true;
          settings.hidden = false;
          at("leave").hidden = false;
        } else {
          const now = await request("GET", path("settings"), { "If-None-Match": '"' + shown.version + '"', Prefer: "wait=" + (failures > 0 ? 0 : WAIT) });
          if (mine !== round) {
            return;
          }
          await changing;
          if (mine !== round) {
            return;
          }
          await (now ? take(now) : pause(BREATH));
        }
        failures = 0;
        message.textContent = "";
        toggle.setAttribute("aria-disabled", "false");
      } catch (error) {
        if (mine !== round) {
          return;
        }
        fail(error);
        toggle.setAttribute("aria-disabled", "true");
        await pause(AGAIN[Math.min(failures++, AGAIN.length - 1)]);
      }
    }
  }

  async function change(allowed) {
    const mine = round;
    news.textContent = "";
    try {
      const now = await request("PUT", path("settings"), { "Content-Type": "application/json" }, JSON.stringify({ allowed }));
      if (mine === round) {
        message.textContent = "";
        await take(now, allowed ? "Session replay is allowed. Users of your apps can choose now." : "Session replay is off. All recordings have been ended.");
      }
    } catch (error) {
      if (mine === round) {
        fail(error);
        if (!ask.hidden) {
          return;
        }
        message.textContent = "Nothing was changed. " + message.textContent;
      }
    }
  }

  async function begin(allowed) {
    toggle.setAttribute("aria-busy", "true");
    changing = change(allowed);
    await changing;
    changing = null;
    toggle.removeAttribute("aria-busy");
  }

  function start() {
    message.textContent = "";
    news.textContent = "";
    if (sessionStorage.getItem(KEY)) {
      follow();
    } else {
      askForToken("");
    }
  }

  toggle.addEventListener("click", () => {
    if (toggle.getAttribute("aria-disabled") === "true" || toggle.hasAttribute("aria-busy")) {
      return;
    }
    if (shown.allowed) {
      at("confirm").showModal();
      at("keep").focus();
    } else {
      begin(true);
    }
  });
  at("keep").addEventListener("click", () => at("confirm").close());
  at("end").addEventListener("click", () => {
    at("confirm").close();
    begin(false);
  });
  at("confirm").addEventListener("close", () => toggle.focus());
  ask.addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem(KEY, at("token").value.trim());
    at("token").value = "";
    start();
  });
  at("leave").addEventListener("click", () => {
    sessionStorage.removeItem(KEY);
    askForToken("");
  });
  start();
})();
