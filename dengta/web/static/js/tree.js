// The tree of organisations and members: arrows, Home, End, typing ahead, loading what is below.
const TYPING_PAUSE = 700;
const CAME = "dengta:tree";
let typed = "";
let typedAt = 0;

function visible(tree) {
  return Array.from(tree.querySelectorAll('[role="treeitem"]')).filter((item) => !item.parentElement.closest("[hidden]"));
}

function labelOf(item) {
  const label = item.querySelector(".node-label");
  return label ? label.textContent.trim() : "";
}

// Tab leads to one node of a tree, the one where the focus was last.
function mark(tree, item) {
  tree.querySelectorAll('[role="treeitem"][tabindex="0"]').forEach((other) => {
    other.tabIndex = -1;
  });
  item.tabIndex = 0;
}

function focusOn(tree, item) {
  mark(tree, item);
  item.focus({ preventScroll: true });
  item.querySelector(".node-row").scrollIntoView({ block: "nearest" });
}

function prepare(tree) {
  const marked = tree.querySelector('[role="treeitem"][tabindex="0"]');
  if (marked) return;
  const first = tree.querySelector('[aria-current="true"]') || tree.querySelector('[role="treeitem"]');
  if (first) first.tabIndex = 0;
}

async function part(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error("no part");
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  if (window.htmx) Array.from(holder.content.children).forEach((child) => window.htmx.process(child));
  return holder.content;
}

function complain() {
  document.dispatchEvent(new CustomEvent("dengta:notice", {
    detail: { text: "下级没有取到，请刷新页面后再试", tone: "error" },
  }));
}

async function open(item) {
  const group = item.querySelector(':scope > [role="group"]');
  if (!group) return;
  if (!group.children.length && item.dataset.childrenUrl) {
    item.setAttribute("aria-busy", "true");
    try {
      group.appendChild(await part(item.dataset.childrenUrl));
    } catch (fault) {
      complain();
      return;
    } finally {
      item.removeAttribute("aria-busy");
    }
  }
  group.hidden = false;
  item.setAttribute("aria-expanded", "true");
}

function shut(item) {
  const tree = item.closest("[data-tree]");
  const group = item.querySelector(':scope > [role="group"]');
  if (group) {
    // what is hidden can neither keep the focus nor be where Tab leads to
    if (group.contains(document.activeElement)) focusOn(tree, item);
    else if (group.querySelector('[tabindex="0"]')) mark(tree, item);
    group.hidden = true;
  }
  item.setAttribute("aria-expanded", "false");
}

async function more(link, tree, byKey) {
  const line = link.closest('[role="treeitem"]');
  try {
    const content = await part(link.href);
    const first = content.firstElementChild;
    line.replaceWith(content);
    if (byKey && first) focusOn(tree, first);
    else prepare(tree);
  } catch (fault) {
    complain();
  }
}

function onKey(event) {
  const tree = event.target.closest("[data-tree]");
  if (!tree || event.ctrlKey || event.altKey || event.metaKey) return;
  const item = event.target.closest('[role="treeitem"]');
  if (!item) return;
  const all = visible(tree);
  const at = all.indexOf(item);
  const go = (to) => {
    if (to) focusOn(tree, to);
    event.preventDefault();
  };
  const expanded = item.getAttribute("aria-expanded");
  switch (event.key) {
    case "ArrowDown": go(all[at + 1]); break;
    case "ArrowUp": go(all[at - 1]); break;
    case "Home": go(all[0]); break;
    case "End": go(all[all.length - 1]); break;
    case "ArrowRight":
      if (expanded === "false") open(item);
      else if (expanded === "true") go(item.querySelector('[role="group"] > [role="treeitem"]'));
      event.preventDefault();
      break;
    case "ArrowLeft":
      if (expanded === "true") shut(item);
      else go(item.parentElement.closest('[role="treeitem"]'));
      event.preventDefault();
      break;
    case "Enter":
    case " ": {
      const link = item.querySelector(".node-label");
      event.preventDefault();
      if (link.hasAttribute("data-more")) more(link, tree, true);
      else link.click();
      break;
    }
    case "*":
      Array.from(item.parentElement.children).forEach((sibling) => {
        if (sibling.getAttribute("aria-expanded") === "false") open(sibling);
      });
      event.preventDefault();
      break;
    default:
      if (event.key.length === 1) {
        const now = Date.now();
        typed = now - typedAt > TYPING_PAUSE ? event.key : typed + event.key;
        typedAt = now;
        const order = all.slice(at + (typed.length === 1 ? 1 : 0)).concat(all.slice(0, at + 1));
        const found = order.find((other) => labelOf(other).includes(typed));
        if (found) go(found);
      }
  }
}

document.addEventListener("keydown", onKey);

document.addEventListener("click", (event) => {
  const tree = event.target.closest("[data-tree]");
  if (!tree || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const twisty = event.target.closest("a.twisty");
  const further = event.target.closest("[data-more]");
  if (twisty) {
    event.preventDefault();
    const item = twisty.closest('[role="treeitem"]');
    focusOn(tree, item);
    if (item.getAttribute("aria-expanded") === "true") shut(item);
    else open(item);
  } else if (further) {
    event.preventDefault();
    more(further, tree, false);
  } else if (!event.target.closest("a, button, input, label")) {
    // the box, the number and the empty part of a row choose the node too
    const row = event.target.closest(".node-row");
    if (row) row.querySelector(".node-label").click();
  }
});

document.addEventListener("focusin", (event) => {
  const tree = event.target.closest("[data-tree]");
  const item = tree && event.target.closest('[role="treeitem"]');
  if (item && item.tabIndex !== 0) mark(tree, item);
});

// The box below a tree asks for the page anew; the focus comes back to the selected node.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-submits]")) return;
  sessionStorage.setItem(CAME, "yes");
  event.target.form.submit();
});

// Down from the search above a tree into what stands below it.
document.addEventListener("keydown", (event) => {
  const form = event.key === "ArrowDown" && event.target.closest(".tree-search");
  const below = form && document.querySelector('.found a, .side-tree [role="treeitem"][tabindex="0"]');
  if (!below) return;
  event.preventDefault();
  below.focus();
});

// A node, a hit of the search and a line of a node's menu lead to another page: there the focus is
// on the node again, unless the page puts it into a field of its own.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-tree] a[href], .found a[href], .found-head a[href], .menu[data-fetched] a[href]");
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (link && !elsewhere && !event.defaultPrevented) sessionStorage.setItem(CAME, "yes");
});
const came = sessionStorage.getItem(CAME);
sessionStorage.removeItem(CAME);

document.querySelectorAll("[data-tree]").forEach((tree) => {
  prepare(tree);
  const current = tree.querySelector('[aria-current="true"]');
  if (!current) return;
  current.querySelector(".node-row").scrollIntoView({ block: "nearest" });
  if (came && document.activeElement === document.body) focusOn(tree, current);
});
document.addEventListener("htmx:load", (event) => {
  event.detail.elt.querySelectorAll("[data-tree]").forEach(prepare);
});
