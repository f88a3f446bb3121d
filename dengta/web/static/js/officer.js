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
