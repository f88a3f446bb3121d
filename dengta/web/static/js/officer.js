// The officer's forms: a choice named in data-redraws redraws the form at once.
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

document.addEventListener("htmx:load", (event) => {
  const form = event.detail.elt.querySelector("form[data-redraws]");
  if (form) prepare(form);
});
document.querySelectorAll("form[data-redraws]").forEach(prepare);

// The grid of a sheet: once the job has ended all of it is drawn anew, but not under somebody's hand.
document.addEventListener("htmx:beforeSwap", (event) => {
  const ended = event.detail.target.id === "sheet" && event.detail.requestConfig.elt.id === "sheet-head";
  if (ended && document.querySelector("[data-cell-form]")) event.detail.shouldSwap = false;
});

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
