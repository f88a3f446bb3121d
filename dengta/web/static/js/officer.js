// The officer's forms: a choice named in data-redraws redraws the form at once, and keeps its place.
let scrolled = 0;
let stood = null;

function prepare(form) {
  const redraw = form.querySelector('button[value="redraw"]');
  if (redraw) redraw.hidden = true;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-redraws]");
  if (!form || event.target.name !== form.dataset.redraws) return;
  const redraw = form.querySelector('button[value="redraw"]');
  if (redraw) form.requestSubmit(redraw);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  const body = event.detail.target.querySelector("[data-scrolls]");
  scrolled = body ? body.scrollTop : 0;
  stood = active && active.name ? { name: active.name, value: active.value } : null;
});

document.addEventListener("htmx:load", (event) => {
  const form = event.detail.elt.querySelector("form[data-redraws]");
  if (!form) return;
  prepare(form);
  const body = form.querySelector("[data-scrolls]");
  if (body) body.scrollTop = scrolled;
  const wrong = form.querySelector(".has-error input:not([type=hidden])");
  const first = form.querySelector("[autofocus]");
  const again = stood && Array.from(form.elements).find((field) => field.name === stood.name && field.value === stood.value && field.type !== "hidden");
  const place = wrong || again || first;
  if (place) place.focus();
});
document.querySelectorAll("form[data-redraws]").forEach(prepare);

// The grid of a sheet: a cell is mended in place. Escape gives up; what was saved leads to the next
// wrong cell.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form[data-cell-form]");
  if (form && event.key === "Escape" && !event.defaultPrevented) form.querySelector("[data-cancel]").click();
});

let mendedAt = 0;

function toWrongCell(table, from) {
  const cells = Array.from(table.querySelectorAll(".cell-error [data-cell]"));
  const place = cells.find((cell) => Number(cell.closest("tr").dataset.row) >= from) || cells[0];
  if (place) place.focus();
  return Boolean(place);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const row = event.target.closest("tr[data-row]");
  mendedAt = row ? Number(row.dataset.row) : 0;
});

document.addEventListener("htmx:load", (event) => {
  const loaded = event.detail.elt;
  if (loaded.id === "sheet" && mendedAt) {
    toWrongCell(loaded, mendedAt);
    return;
  }
  if (!loaded.matches("tr[data-row]")) return;
  const field = loaded.querySelector("#cell-text");
  if (field) {
    field.focus();
    if (field.select) field.select();
  } else if (!toWrongCell(loaded.parentElement, Number(loaded.dataset.row))) {
    loaded.focus();
  }
});
