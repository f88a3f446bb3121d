// What every page needs: the class that shows parts made for script, notices, links to faults.
const root = document.documentElement;
root.classList.add("js");

const NOTICE_TIME = 6000;

function show(text, tone) {
  const box = document.getElementById("notices");
  if (!box) return;
  const line = document.createElement("p");
  line.className = "notice notice-" + (tone || "good");
  line.textContent = text;
  box.appendChild(line);
  setTimeout(() => line.remove(), NOTICE_TIME);
}

document.querySelectorAll("#notices .notice-good").forEach((line) => {
  setTimeout(() => line.remove(), NOTICE_TIME);
});

document.addEventListener("dengta:notice", (event) => {
  show(event.detail.text, event.detail.tone);
});

document.addEventListener("htmx:responseError", () => {
  show("这一步没有办成，请刷新页面后再试；还不行请联系所在党组织的安全员", "error");
});

document.addEventListener("htmx:sendError", () => {
  show("连接断了，请检查网络和 VPN 后再试", "error");
});

document.addEventListener("click", (event) => {
  const fault = event.target.closest("[data-fault]");
  if (fault) {
    const field = document.querySelector(fault.getAttribute("href"));
    if (field) {
      event.preventDefault();
      field.scrollIntoView({ block: "center" });
      const inside = field.matches("input,select,textarea") ? field : field.querySelector("input,select");
      (inside || field).focus();
    }
    return;
  }
  if (event.target.closest("[data-print]")) window.print();
  const reveal = event.target.closest(".reveal");
  if (reveal) {
    const input = reveal.closest("[data-password]").querySelector("input");
    const open = input.type === "password";
    input.type = open ? "text" : "password";
    reveal.setAttribute("aria-pressed", String(open));
    reveal.querySelector("span").textContent = open ? "隐藏" : "显示";
  }
});

const firstFault = document.querySelector(".has-error input, .has-error select, .has-error textarea");
if (firstFault) firstFault.focus();
