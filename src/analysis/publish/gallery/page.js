"use strict";
const byId = (id) => document.getElementById(id);

function say(text) {
  byId("meldung").textContent = text;
  setTimeout(() => { byId("meldung").textContent = ""; }, 4000);
}

async function picture(svg) {
  const [width, height] = [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height];
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(svg));
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function asText(table) {
  return [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent).join("\t")).join("\n");
}

async function copy(button) {
  const article = button.closest("article");
  try {
    if (button.dataset.copy === "picture") {
      const item = new ClipboardItem({ "image/png": picture(article.querySelector("figure svg")) });
      await navigator.clipboard.write([item]);
    } else {
      const text = button.dataset.copy === "alt"
        ? article.querySelector(".alt").textContent
        : asText(article.querySelector("table"));
      await navigator.clipboard.writeText(text);
    }
    say("Kopiert.");
  } catch {
    say("Der Browser lässt das Kopieren nicht zu; die Dateien stehen neben der Grafik.");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);
});
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));

function show(chosen) {
  const rows = [...document.querySelectorAll("#zeilen tr")];
  if (!rows.length) return;
  for (const row of rows) row.hidden = Object.entries(chosen).some(([name, value]) => value && row.dataset[name] !== value);
  const number = rows.filter((row) => !row.hidden).length;
  byId("auswahl").textContent = number === rows.length ? `Alle Maßnahmen (${number})` : `Ausgewählt: ${number} von ${rows.length} Maßnahmen`;
}

if (typeof LINKED !== "undefined") {
  vegaEmbed("#verbunden", LINKED, { actions: false, renderer: "svg" }).then(({ view }) => {
    const choose = (field, more = {}) => {
      byId("feld").value = field;
      view.signal(CHOSEN, field).runAsync();
      show({ field, ...more });
    };
    byId("feld").addEventListener("change", (event) => choose(event.target.value));
    view.addEventListener("click", (_, item) => {
      const datum = item && item.datum;
      if (!datum || !datum.field || !datum.category) return choose("");
      choose(datum.field, { [datum.of]: datum.category });
    });
    if (byId("alle")) byId("alle").addEventListener("click", () => choose(""));
  });
}
