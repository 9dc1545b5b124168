// The session list, and the way from it to a replay: #/session/<id>. The token stays in this tab and travels in a header only.
"use strict";

(() => {
  const KEY = "silhouette-token";
  const at = (id) => document.getElementById(id);
  const ask = at("ask"), message = at("message"), sessions = at("sessions"), replay = at("replay"), rows = at("rows");
  let endReplay = null;
  let known = [];
  let route = 0; // counts routes, so that a late answer does not show on another page

  async function get(path) {
    const answer = await fetch(path, { headers: { Authorization: "Bearer " + sessionStorage.getItem(KEY) }, cache: "no-store", redirect: "error" });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({}));
      const error = new Error(problem.detail || problem.title || "The server answered " + answer.status + ".");
      error.status = answer.status;
      throw error;
    }
    return answer.json();
  }

  function show(part) {
    for (const other of [ask, sessions, replay]) {
      other.hidden = other !== part;
    }
    at("leave").hidden = part === ask;
  }

  function fail(error) {
    message.textContent = error.message || "The server cannot be reached.";
    if (error.status === 401 || error.status === 403) {
      sessionStorage.removeItem(KEY);
      show(ask);
      at("token").focus();
    }
  }

  function fill() {
    const wanted = at("session-filter").value.trim().toLowerCase();
    rows.replaceChildren(...known.filter((session) => JSON.stringify(session).toLowerCase().includes(wanted)).map((session) => {
      const link = element("a", { href: "#/session/" + session.session, textContent: session.app });
      const started = element("time", { dateTime: session.started, textContent: new Date(session.started).toLocaleString() });
      const gaps = element("td", { textContent: session.gaps, className: session.gaps > 0 ? "some" : "" });
      return element("tr", {}, element("td", {}, link), element("td", {}, started), element("td", { textContent: clock(session.duration_ms) }),
        element("td", { textContent: session.clicks }), element("td", { textContent: session.windows }), gaps);
    }));
  }

  async function go() {
    const mine = ++route;
    message.textContent = "";
    at("about").textContent = "";
    if (endReplay) {
      endReplay();
      endReplay = null;
    }
    if (!sessionStorage.getItem(KEY)) {
      show(ask);
      at("token").focus();
      return;
    }
    const wanted = /^#\/session\/([0-9a-f]{32})$/.exec(location.hash);
    try {
      if (wanted) {
        show(replay);
        const events = await get("/v1/sessions/" + wanted[1] + "/export?format=rrweb");
        if (mine === route) {
          endReplay = showReplay(replay, events);
        }
        return;
      }
      show(sessions);
      const list = await get("/v1/sessions");
      if (mine === route) {
        known = list;
        fill();
        message.textContent = known.length === 0 ? "No sessions yet." : "";
      }
    } catch (error) {
      if (mine === route) {
        fail(error);
      }
    }
  }

  ask.addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem(KEY, at("token").value.trim());
    at("token").value = "";
    go();
  });
  at("leave").addEventListener("click", () => {
    sessionStorage.removeItem(KEY);
    location.hash = "#/";
    go();
  });
  at("again").addEventListener("click", go);
  at("session-filter").addEventListener("input", fill);
  window.addEventListener("hashchange", go);
  go();
})();
