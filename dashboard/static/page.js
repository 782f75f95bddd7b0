// Draws the charts, counts deadlines down, and brings the page up to date when the monitor says that something changed.
"use strict";

const QUIET_FOR = 1500; // milliseconds between two refreshes, however fast changes come
const SHOWN_AFTER = 6000; // milliseconds after which the library shows what the ledger has
const views = new Map(); // panel id -> {spec text, view}

function drawn(place, spec) {
  const id = place.dataset.panel, text = JSON.stringify(spec), known = views.get(id);
  if (known && known.text === text && known.place === place) return;
  if (known) known.view?.finalize();
  if (!spec.usermeta.rows) {
    views.set(id, { text, place });
    place.classList.add("empty");
    place.textContent = place.dataset.empty;
    return;
  }
  place.classList.remove("empty");
  const options = {
    actions: false, ast: true, logLevel: 1, renderer: "svg", defaultStyle: false,
    tooltip: { disableDefaultStyle: true, theme: "plain" }, loader: { target: "_self" },
  };
  const box = document.createElement("div");
  window.vegaEmbed(box, fitted(spec, place), options)
    .then((result) => { place.replaceChildren(box); views.set(id, { text, place, view: result.view }); })
    .catch((error) => { place.textContent = String(error.message || error); });
}

function fitted(spec, place) {
  // The width is what the panel has now: a chart drawn outside the page can't measure its container.
  const width = Math.max(200, place.clientWidth - 4), most = Math.floor(width * 0.42);
  const narrowed = JSON.parse(JSON.stringify(spec), (key, value) => (key === "labelLimit" ? Math.min(value, most) : value));
  return { ...narrowed, width };
}

async function drawOne(place) {
  const asked = new URLSearchParams(location.search);
  asked.append("panel", place.dataset.panel);
  const answer = await fetch(`/charts?${asked}`);
  if (!answer.ok) return;
  const spec = (await answer.json())[place.dataset.panel];
  if (spec) drawn(place, spec);
}

async function drawAll() {
  // One chart after the other, two at a time: the first ones show while long spans are still counted.
  const places = window.vegaEmbed ? [...document.querySelectorAll("[data-panel]")] : [];
  const draw = async () => { while (places.length) await drawOne(places.shift()); };
  await Promise.all([draw(), draw()]);
}

async function refresh() {
  const answer = await fetch(location.href);
  if (answer.status === 401) { location.reload(); return; }
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (now && now.innerHTML !== old.innerHTML) old.replaceWith(document.adoptNode(now));
  }
  tick();
  await drawAll();
}

function told(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const days = Math.floor(seconds / 86400), rest = seconds % 86400;
  const clock = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  return days ? `${days}d ${clock}` : clock;
}

function tick() {
  for (const each of document.querySelectorAll("[data-due]")) {
    const left = Math.floor((Date.parse(each.dataset.due) - Date.now()) / 1000);
    each.textContent = `${left < 0 ? each.dataset.over : each.dataset.left} ${told(Math.abs(left))}`;
    each.title = new Date(each.dataset.due).toLocaleString(document.documentElement.lang);
    each.classList.toggle("over", left < 0);
    each.classList.toggle("soon", left >= 0 && left < 1800);
  }
}

function listen() {
  const sign = document.getElementById("live");
  const show = (on) => { sign.className = `live ${on ? "on" : "off"}`; sign.textContent = on ? sign.dataset.on : sign.dataset.off; };
  let later = 0, waiting = false, missed = false, seen = "";
  const changed = () => {
    if (document.hidden) { missed = true; return; }
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; refresh().catch(() => {}); }, QUIET_FOR);
    // Elasticsearch is written behind the ledger: what changed shows there a little later.
    if ("lags" in document.body.dataset) { clearTimeout(later); later = setTimeout(() => refresh().catch(() => {}), SHOWN_AFTER); }
  };
  const events = new EventSource("/events");
  events.addEventListener("ready", (event) => { show(true); if (seen && seen !== event.data) changed(); seen = event.data; });
  events.addEventListener("change", (event) => { seen = event.data; changed(); });
  events.onerror = () => show(false);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && missed) { missed = false; changed(); } });
  setInterval(changed, 60000); // time alone moves windows on
}

let resizing = 0;
window.addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => { for (const known of views.values()) known.text = ""; drawAll(); }, 250);
});
tick();
setInterval(tick, 1000);
drawAll().finally(listen);
