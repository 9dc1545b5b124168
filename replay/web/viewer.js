// The player with its list of events. showReplay(place, events) fills `place`; it returns a function that ends it.
"use strict";

function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return (hours > 0 ? hours + ":" : "") + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
}

function element(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function showReplay(place, events) {
  const KINDS = { click: "Clicks", keyboard: "Keyboard", navigation: "Navigation", gap: "Gaps" };
  const COLOURS = { click: "#e8622c", keyboard: "#2563eb", navigation: "#5b9e6f", gap: "#b3261e", end: "transparent" };
  const start = events[0].timestamp;
  const screen = element("div", { className: "screen" });
  const list = element("ol", { id: "event-list" });
  const filter = element("input", { type: "search", placeholder: "Filter events", autocomplete: "off" });
  filter.setAttribute("aria-label", "Filter events");
  const kinds = element("div", { className: "kinds" });
  const side = element("aside", { className: "events" },
    element("div", { className: "head" }, element("h2", { textContent: "Events" }), filter, kinds), list);
  side.setAttribute("aria-label", "Events");
  const root = element("div", { className: "replay" }, screen, side);
  place.replaceChildren(root);

  const meta = events.find((event) => event.type === 4).data;
  const fit = () => {
    const width = Math.max(280, screen.clientWidth - 2);
    const room = Math.max(240, window.innerHeight - screen.getBoundingClientRect().top - 150);
    return { width, height: Math.round(Math.min(width * meta.height / meta.width, room)) };
  };
  const player = new rrwebPlayer.Player({
    target: screen,
    props: { events, ...fit(), autoPlay: false, skipInactive: true, showController: true, speedOption: [1, 2, 4, 8],
      tags: COLOURS, inactiveColor: "rgba(128, 136, 150, .4)", mouseTail: { duration: 400, lineCap: "round", lineWidth: 2, strokeStyle: "#e8622c" },
      insertStyleRules: [] },
  });
  const replayer = player.getReplayer();
  const shown = document.querySelector("#about");
  if (shown) {
    shown.textContent = meta.href.replace("app://", "") + ", " + new Date(start).toISOString().replace(/\.\d+Z/, " UTC").replace("T", " ");
  }

  // The player's buttons have pictures only.
  const label = () => {
    const buttons = screen.querySelectorAll(".rr-controller__btns button");
    buttons.forEach((button, index) => {
      button.setAttribute("type", "button");
      const name = index === 0 ? "Play or pause" : index === buttons.length - 1 ? "Full screen" : "Speed " + button.textContent.trim();
      button.setAttribute("aria-label", name);
      button.title = name;
    });
  };
  label();
  screen.append(element("p", { className: "keys", innerHTML: "<kbd>Space</kbd> play or pause · <kbd>←</kbd> <kbd>→</kbd> 5 seconds · <kbd>↑</kbd> <kbd>↓</kbd> event" }));

  // ---- Event list ----
  const entries = events.filter((event) => event.type === 5 && event.data.tag in KINDS).map((event) => {
    const payload = event.data.payload;
    const offset = event.timestamp - start;
    const button = element("button", { type: "button" },
      element("time", { textContent: clock(payload.t_ms) }), element("b", { textContent: payload.label }),
      element("small", { textContent: [payload.what, payload.role && payload.role.replaceAll("_", " "), payload.private ? "private" : ""].filter(Boolean).join(" · ") }));
    if (payload.path) {
      button.title = payload.path;
    }
    const item = element("li", { className: event.data.tag }, button);
    button.addEventListener("click", () => seek(offset));
    return { item, button, offset, tag: event.data.tag, text: JSON.stringify(payload).toLowerCase() };
  });
  list.append(...entries.map((entry) => entry.item));
  const boxes = Object.entries(KINDS).filter(([tag]) => entries.some((entry) => entry.tag === tag)).map(([tag, name]) => {
    const box = element("input", { type: "checkbox", checked: true });
    kinds.append(element("label", {}, box, name));
    box.addEventListener("change", sift);
    return [tag, box];
  });
  filter.addEventListener("input", sift);
  function sift() {
    const on = new Map(boxes.map(([tag, box]) => [tag, box.checked]));
    const wanted = filter.value.trim().toLowerCase();
    for (const entry of entries) {
      entry.item.hidden = !on.get(entry.tag) || !entry.text.includes(wanted);
    }
  }
  let current = null;
  function mark(offset) {
    let last = null;
    for (const entry of entries) {
      if (entry.offset > offset) {
        break;
      }
      last = entry;
    }
    if (last === current) {
      return;
    }
    if (current) {
      current.item.removeAttribute("aria-current");
    }
    current = last;
    if (current) {
      current.item.setAttribute("aria-current", "true");
      if (!list.contains(document.activeElement)) {
        list.scrollTop = current.item.offsetTop - list.offsetTop - list.clientHeight / 2;
      }
    }
  }
  // A little past the event, so that it is seen.
  function seek(offset) {
    player.goto(Math.max(0, offset + 30), false);
    mark(offset + 30);
  }
  player.addEventListener("ui-update-current-time", (event) => mark(event.payload));

  // ---- Names on hover: the picture itself takes no mouse ----
  const tip = element("div", { className: "tip", hidden: true });
  document.body.append(tip);
  const hover = (event) => {
    const frame = replayer.iframe;
    const box = frame.getBoundingClientRect();
    const inside = frame.contentDocument;
    const scale = box.width / frame.offsetWidth;
    const under = inside && box.width > 0 && event.clientX >= box.left && event.clientX < box.right && event.clientY >= box.top && event.clientY < box.bottom
      ? inside.elementFromPoint((event.clientX - box.left) / scale, (event.clientY - box.top) / scale) : null;
    const named = under && under.closest("[data-element]");
    tip.hidden = !named;
    if (named) {
      tip.replaceChildren(named.title, element("small", { textContent: named.dataset.path }));
      tip.style.left = Math.min(event.clientX + 14, window.innerWidth - 300) + "px";
      tip.style.top = event.clientY + 18 + "px";
    }
  };
  screen.addEventListener("mousemove", hover);
  screen.addEventListener("mouseleave", () => { tip.hidden = true; });

  // ---- Keyboard ----
  const keys = (event) => {
    const typing = event.target.closest && event.target.closest("input, select, textarea");
    if (event.ctrlKey || event.altKey || event.metaKey || (typing && typing.type !== "checkbox")) {
      return;
    }
    const now = replayer.getCurrentTime();
    if (event.key === " " && !(event.target.closest && event.target.closest("button, a, input"))) {
      player.toggle();
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const total = player.getMetaData().totalTime;
      player.goto(Math.min(total, Math.max(0, now + (event.key === "ArrowRight" ? 5000 : -5000))), false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const visible = entries.filter((entry) => !entry.item.hidden);
      const at = visible.indexOf(current);
      const next = visible[Math.min(visible.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))];
      if (next) {
        seek(next.offset);
        next.button.focus();
      }
    } else {
      return;
    }
    event.preventDefault();
  };
  document.addEventListener("keydown", keys);
  const resize = () => { player.$set(fit()); player.triggerResize(); };
  window.addEventListener("resize", resize);

  window.silhouettePlayer = player;
  return () => {
    document.removeEventListener("keydown", keys);
    window.removeEventListener("resize", resize);
    player.pause();
    player.$destroy();
    tip.remove();
    place.replaceChildren();
  };
}
