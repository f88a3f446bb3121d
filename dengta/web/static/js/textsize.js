// 标准 and 大字 at once; the server keeps the choice in a cookie.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-textsize]") || !event.submitter) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  body.set("size", event.submitter.value);
  document.documentElement.classList.toggle("large", event.submitter.value === "da");
  form.querySelectorAll("button").forEach((button) => {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  });
  fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual" });
});
