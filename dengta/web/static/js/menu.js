// Menus: right click, … button, menu key and Shift+F10 open the same list; drop-downs close politely.
let shown = null;
let opener = null;

function items(menu) {
  return Array.from(menu.querySelectorAll('[role="menuitem"]'));
}

// The focus goes back to where the menu was opened, unless it is somewhere else already.
function close() {
  if (!shown) return;
  const gone = shown;
  const active = document.activeElement;
  const giveBack = gone.contains(active) || active.matches("body, main");
  shown = null;
  if (giveBack && opener && opener.isConnected) opener.focus({ preventScroll: true });
  opener = null;
  gone.hidden = true;
  if (gone.dataset.fetched) setTimeout(() => gone.remove());
  document.querySelectorAll(".menu-open").forEach((node) => node.classList.remove("menu-open"));
}

function place(menu, x, y) {
  menu.classList.add("floating");
  menu.hidden = false;
  const box = menu.getBoundingClientRect();
  const left = Math.max(4, Math.min(x, window.innerWidth - box.width - 8));
  const top = y + box.height > window.innerHeight - 8 ? Math.max(4, window.innerHeight - box.height - 8) : y;
  menu.style.left = left + "px";
  menu.style.top = top + "px";
}

function show(menu, from, x, y) {
  close();
  shown = menu;
  opener = from;
  const node = from.closest(".node");
  if (node) node.classList.add("menu-open");
  place(menu, x, y);
  const first = items(menu)[0];
  if (first) first.focus();
}

async function fetchMenu(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return null;
  const menu = document.createElement("div");
  menu.className = "menu";
  menu.dataset.fetched = "yes";
  menu.hidden = true;
  menu.innerHTML = await answer.text();
  document.body.appendChild(menu);
  return menu;
}

// Open the menu that `holder` names; false when it names none.
function openFor(holder, from, x, y) {
  if (holder.dataset.menu) {
    const menu = document.getElementById(holder.dataset.menu);
    if (!menu) return false;
    show(menu, from, x, y);
    return true;
  }
  if (holder.dataset.menuUrl) {
    fetchMenu(holder.dataset.menuUrl).then((menu) => {
      if (menu) show(menu, from, x, y);
      else if (holder.href) window.location.href = holder.href;
    });
    return true;
  }
  return false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".more[data-menu], .more[data-menu-url], button[data-menu]");
  if (button) {
    const box = button.getBoundingClientRect();
    if (openFor(button, button.closest(".node") || button, box.left, box.bottom + 2)) event.preventDefault();
    return;
  }
  if (shown && !(shown.contains(event.target) && event.target.closest('[aria-disabled="true"]'))) close();
  document.querySelectorAll("details[data-drop][open]").forEach((drop) => {
    if (!drop.contains(event.target)) drop.open = false;
  });
});

document.addEventListener("contextmenu", (event) => {
  const holder = event.target.closest("[data-menu], [data-menu-url]");
  if (holder && openFor(holder, holder.closest(".node") || holder, event.clientX, event.clientY)) {
    event.preventDefault();
  }
});

document.addEventListener("keydown", (event) => {
  const wanted = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
  if (wanted) {
    const holder = document.activeElement.closest("[data-menu], [data-menu-url]");
    if (holder) {
      const row = holder.querySelector(".node-row") || holder;
      const box = row.getBoundingClientRect();
      if (openFor(holder, holder, box.left + 40, box.bottom)) event.preventDefault();
    }
    return;
  }
  const drop = event.target.closest("details[data-drop]");
  const list = shown || (drop && drop.open ? drop : null);
  if (!list) return;
  if (event.key === "Escape") {
    event.preventDefault();
    if (shown) close();
    else {
      drop.open = false;
      drop.querySelector("summary").focus();
    }
    return;
  }
  if (event.key === "Tab" && shown) {
    close();
    return;
  }
  const all = items(list);
  const at = all.indexOf(document.activeElement);
  const move = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? all.length - 1 : at - 1,
    Home: 0,
    End: all.length - 1,
  }[event.key];
  if (move !== undefined && all.length) {
    event.preventDefault();
    event.stopPropagation();
    all[(move + all.length) % all.length].focus();
  } else if (event.key === " " && at >= 0) {
    event.preventDefault();
    all[at].click();
  }
}, true);

document.addEventListener("scroll", (event) => {
  if (shown && !shown.contains(event.target)) close();
}, true);
window.addEventListener("resize", () => close());
