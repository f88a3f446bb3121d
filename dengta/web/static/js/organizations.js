// <组织新增>: a choice that changes the form redraws it; the dialog of a unit opens over the page.
let opened = false;

function prepare(form) {
  const redraw = form.querySelector('button[value="redraw"]');
  if (redraw) redraw.hidden = true;
  const dialog = form.querySelector("dialog[data-modal]");
  if (dialog) {
    dialog.open = false;
    dialog.showModal();
  }
  const wrong = (dialog || form).querySelector(".has-error input:not([type=hidden]), .has-error select");
  if (wrong) wrong.focus();
  else if (dialog) (dialog.querySelector("input:not([type=hidden])") || dialog.querySelector('[value="put"]')).focus();
  else if (opened && form.querySelector("#unit-add")) form.querySelector("#unit-add").focus();
  opened = Boolean(dialog);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-entering]");
  if (!form) return;
  const asks = event.target.matches('input[type="radio"][name="category"], input[type="radio"][name="situation"], input[type="radio"][name="default"]');
  const found = event.target.type === "hidden" && event.target.value;
  const redraw = form.querySelector('button[value="redraw"]');
  if ((asks || found) && redraw) form.requestSubmit(redraw);
});

// Escape and the cross close the dialog like 【取消】.
document.addEventListener("cancel", (event) => {
  if (!event.target.matches("dialog[data-modal]")) return;
  event.preventDefault();
  event.target.querySelector("[data-cancel]").click();
}, true);

let scrolled = 0;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "creation") return;
  scrolled = event.detail.target.querySelector(".panel-body").scrollTop;
});
document.addEventListener("htmx:load", (event) => {
  if (!event.detail.elt.matches("form[data-entering]")) return;
  event.detail.elt.querySelector(".panel-body").scrollTop = scrolled;
  prepare(event.detail.elt);
});
document.querySelectorAll("form[data-entering]").forEach(prepare);
