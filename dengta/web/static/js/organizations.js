// <组织新增>, <更换单位>, <更改组织类别>: a choice that changes the form redraws it; the dialog of a
// unit opens over the page; what a change would do comes into view as soon as it was asked for.
const REDRAWS = ["category", "situation", "default"];
let opened = false;

// The dialog of a unit begins with its first field, and gives the focus back when it shuts.
function focusIn(form) {
  const dialog = form.querySelector("dialog[data-modal]");
  const first = dialog && (dialog.querySelector("input:not([type=hidden])") || dialog.querySelector('[value="put"]'));
  const effects = form.querySelector(".has-error") ? null : form.querySelector("#effects");
  const place = first || effects || (opened && form.querySelector("#unit-add"));
  if (place) place.focus();
  if (place && place === effects) requestAnimationFrame(() => effects.scrollIntoView({ block: "nearest" }));
  opened = Boolean(dialog);
}

function prepare(form) {
  const dialog = form.querySelector("dialog[data-modal]");
  if (dialog) {
    dialog.open = false;
    dialog.showModal();
  }
  focusIn(form);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-entering]");
  if (!form) return;
  const chosen = event.target.type !== "hidden" && REDRAWS.includes(event.target.name);
  const found = event.target.type === "hidden" && event.target.value;
  const redraw = form.querySelector('button[value="redraw"]');
  if ((chosen || found) && redraw) form.requestSubmit(redraw);
});

// Escape closes the dialog like 【取消】.
document.addEventListener("cancel", (event) => {
  if (!event.target.matches("dialog[data-modal]")) return;
  event.preventDefault();
  event.target.querySelector("[data-cancel]").click();
}, true);

document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.matches("form[data-entering]")) prepare(event.detail.elt);
});
document.querySelectorAll("form[data-entering]").forEach(prepare);
