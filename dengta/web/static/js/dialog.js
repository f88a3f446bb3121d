// Dialogs: a link with data-dialog opens its page over this one; without script it is a page.
let opener = null;

function sharedDialog() {
  return document.getElementById("dialog");
}

function openShared(shared) {
  sized(shared);
  if (shared.open) return;
  shared.showModal();
  const wish = shared.querySelector("[autofocus]") || shared.querySelector(".has-error input, .has-error select")
    || shared.querySelector("input:not([type=hidden]), select, textarea") || shared.querySelector(".button, a, .close");
  if (wish) wish.focus();
}

function sized(dialog) {
  const frame = dialog.querySelector(".dialog-frame");
  dialog.classList.remove("size-medium", "size-large", "size-huge");
  ["medium", "large", "huge"].forEach((size) => {
    if (frame && frame.classList.contains("dialog-" + size)) dialog.classList.add("size-" + size);
  });
}

function shut(dialog) {
  dialog.close();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a[data-dialog]");
  if (link && sharedDialog() && window.htmx) {
    event.preventDefault();
    // one dialog leads to another in its place: the focus goes back to what opened the first
    if (!sharedDialog().open) opener = document.activeElement;
    window.htmx.ajax("GET", link.href, { target: "#dialog", swap: "innerHTML" });
    return;
  }
  const inline = event.target.closest("[data-open]");
  if (inline) {
    const dialog = document.getElementById(inline.dataset.open);
    if (dialog) {
      event.preventDefault();
      opener = inline;
      sized(dialog);
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest("[data-close]");
  const within = event.target.closest("dialog");
  if (closer && within) {
    event.preventDefault();
    shut(within);
  } else if (closer && !closer.href) {
    // where the dialog is a page of its own, the cross goes the way of 取消
    const way = closer.closest(".dialog-frame").querySelector(".dialog-foot>a.button:last-child");
    if (way) way.click();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const shared = sharedDialog();
  if (shared && event.detail.target === shared && shared.firstElementChild) openShared(shared);
});

// A form inside the shared dialog is sent by htmx and its answer replaces the dialog.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const shared = sharedDialog();
  if (!shared || !shared.contains(form) || event.defaultPrevented || !window.htmx) return;
  if (form.hasAttribute("hx-post") || form.hasAttribute("data-plain")) return;
  event.preventDefault();
  const values = {};
  if (event.submitter && event.submitter.name) values[event.submitter.name] = event.submitter.value;
  window.htmx.ajax(form.method.toUpperCase(), form.getAttribute("action") || window.location.href, {
    source: form, target: "#dialog", swap: "innerHTML", values,
  });
});

document.addEventListener("close", (event) => {
  if (event.target === sharedDialog()) event.target.textContent = "";
  if (opener && opener.isConnected) opener.focus();
  opener = null;
}, true);
