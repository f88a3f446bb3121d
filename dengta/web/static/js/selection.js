// Lists with boxes to tick: all of the page, how many, and the bar that appears with them.
function refresh(table) {
  const boxes = Array.from(table.querySelectorAll("tbody .col-check input"));
  const chosen = boxes.filter((box) => box.checked);
  const head = table.querySelector("[data-select-all]");
  head.checked = boxes.length > 0 && chosen.length === boxes.length;
  head.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  boxes.forEach((box) => box.closest("tr").classList.toggle("chosen", box.checked));
  const scope = table.closest("form, .panel") || document;
  scope.querySelectorAll("[data-selected-count]").forEach((place) => {
    place.textContent = String(chosen.length);
  });
  scope.querySelectorAll("[data-needs-selection]").forEach((button) => {
    button.disabled = chosen.length === 0;
  });
}

document.addEventListener("change", (event) => {
  const table = event.target.closest("table[data-select]");
  if (!table || !event.target.closest(".col-check")) return;
  if (event.target.matches("[data-select-all]")) {
    table.querySelectorAll("tbody .col-check input").forEach((box) => {
      box.checked = event.target.checked;
    });
  }
  refresh(table);
});

document.addEventListener("click", (event) => {
  const none = event.target.closest("[data-select-none]");
  if (!none) return;
  event.preventDefault();
  (none.closest("form, .panel") || document).querySelectorAll("table[data-select]").forEach((table) => {
    table.querySelectorAll("tbody .col-check input").forEach((box) => {
      box.checked = false;
    });
    refresh(table);
  });
});

document.querySelectorAll("table[data-select]").forEach(refresh);
document.addEventListener("htmx:load", (event) => {
  event.detail.elt.querySelectorAll("table[data-select]").forEach(refresh);
});
