/* What a script adds to pages that read without it: cards, notes in place, threads between texts, remembered choices. */
(() => {
  "use strict";
  const page = document.documentElement;
  const base = new URL("..", document.currentScript.src);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const goal = () => byId(decodeURIComponent(location.hash.slice(1)));
  page.classList.add("js");

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* asked not to remember */ } },
  };

  // Choices: theme, marks of names.

  const theme = byId("_theme");
  if (theme) {
    theme.closest("[hidden]").hidden = false;
    theme.value = page.dataset.theme || "";
    theme.addEventListener("change", () => {
      if (theme.value) page.dataset.theme = theme.value;
      else delete page.dataset.theme;
      store.set("theme", theme.value);
    });
  }
  const marks = byId("_mark-names");
  if (marks) {
    if (store.get("names") === "off") marks.checked = false;
    marks.addEventListener("change", () => store.set("names", marks.checked ? "on" : "off"));
  }

  // Cards of entries; what a date or a quantity comes to.

  const TRIGGER = "[data-card], [data-note]";
  const cards = new Map(all("template[data-for]").map((one) => [one.dataset.for, one]));
  let open = null; // {card, trigger}
  let timer = 0;
  let touched = false;
  let returning = false; // the focus comes back from a card that closes

  for (const element of all("[data-note][title]")) element.removeAttribute("title");

  const around = (trigger) => {
    const found = [];
    for (let node = trigger; node; node = node.parentElement?.closest(TRIGGER)) found.push(node);
    return found;
  };

  const linkOf = (element) => element.closest("a[href]") || element.querySelector("a[href]");

  const contents = (trigger) => {
    const parts = [];
    let named = false;
    const count = (...words) => parts.push(make("p", { className: "count" }, ...words));
    for (const element of around(trigger)) {
      if (element.dataset.note) {
        parts.push(make("p", { className: "comes-to" }, element.dataset.note));
        if (element.href) count(make("a", { href: element.href }, element.matches(".date") ? "among the dates" : "all quantities"));
      }
      const template = cards.get(element.dataset.card);
      if (template && !named) {
        parts.push(...template.content.cloneNode(true).children);
        named = true;
      } else if (template) {
        const link = template.content.querySelector("a");
        count("within: ", make("a", { href: link.href }, link.textContent));
      }
    }
    return parts;
  };

  const place = () => {
    if (!open) return;
    const { card, trigger, x } = open;
    const boxes = [...trigger.getClientRects()].filter((box) => box.width);
    const box = boxes.find((one) => x >= one.left - 2 && x <= one.right + 2) || boxes[0];
    if (!box || box.bottom < 0 || box.top > innerHeight) { hide(); return; }
    const left = Math.max(8, Math.min(box.left, page.clientWidth - card.offsetWidth - 8));
    const below = box.bottom + 6;
    const fits = below + card.offsetHeight < innerHeight || box.top < card.offsetHeight + 8;
    card.style.left = `${left}px`;
    card.style.top = `${fits ? below : box.top - card.offsetHeight - 6}px`;
  };

  const show = (trigger, x = -1) => {
    clearTimeout(timer);
    if (open?.trigger === trigger) return;
    hide();
    const parts = contents(trigger);
    if (!parts.length) return;
    const card = make("div", { className: "card", id: "card", lang: page.lang }, ...parts);
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-label", trigger.textContent.replace(/\s+/g, " ").trim());
    (trigger.closest("a") || trigger).after(card);
    linkOf(trigger)?.setAttribute("aria-describedby", "card");
    open = { card, trigger, x };
    if (card.showPopover) { card.popover = "manual"; card.showPopover(); }
    place();
  };

  const hide = () => {
    if (!open) return;
    const { card, trigger } = open;
    open = null;
    const link = linkOf(trigger);
    link?.removeAttribute("aria-describedby");
    if (card.contains(document.activeElement)) {
      returning = true;
      link?.focus({ preventScroll: true });
      returning = false;
    }
    card.remove();
  };

  const close = () => { clearTimeout(timer); hide(); };

  const later = (action, wait) => { clearTimeout(timer); timer = setTimeout(action, wait); };

  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType !== "mouse";
    if (open && !open.card.contains(event.target) && !event.target.closest(TRIGGER)) close();
  });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const trigger = event.target.closest(TRIGGER);
    if (open?.card.contains(event.target) || (trigger && trigger === open?.trigger)) clearTimeout(timer);
    else if (trigger) later(() => show(trigger, event.clientX), open ? 120 : 220);
    else if (open) later(close, 280);
    else clearTimeout(timer);
  });
  document.addEventListener("focusin", (event) => {
    if (returning || open?.card.contains(event.target)) return;
    const trigger = event.target.closest(TRIGGER);
    if (trigger && event.target.matches(":focus-visible")) show(trigger);
    else if (open && !trigger) close();
  });
  document.addEventListener("click", (event) => {
    const trigger = touched && !event.target.closest(".card") && event.target.closest(TRIGGER);
    if (!trigger || open?.trigger === trigger) return;
    show(trigger, event.clientX);
    if (open) event.preventDefault();
  });
  addEventListener("scroll", () => requestAnimationFrame(place), { passive: true });
  addEventListener("resize", close);

  // Notes open in place: footnotes after their marker, the editors' below the passage.

  const OPENER = "a.marker[data-note-ref], a[data-comment]";
  const comments = new Map(all("template[data-comment]").map((one) => [one.dataset.comment, one.content.querySelector("article")]));
  const opened = new Set(); // the notes that are open; each knows its opener

  const fold = (note, back) => {
    const { opener } = note;
    if (back || note.contains(document.activeElement)) {
      returning = true;
      opener.focus({ preventScroll: true });
      returning = false;
    }
    note.remove();
    opened.delete(note);
    opener.setAttribute("aria-expanded", "false");
  };

  const aside = (id) => {
    const note = byId(id).cloneNode(true);
    for (const element of all("[id]", note)) element.removeAttribute("id");
    const found = make("span", { className: "sidenote" }, ...note.childNodes, " ", make("a", { href: `#${id}`, className: "among" }, "among the notes"));
    found.setAttribute("role", "note");
    return found;
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest(OPENER);
    if (!opener?.hasAttribute("aria-expanded") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const comment = comments.get(opener.dataset.comment);
    const closes = opener.ariaExpanded === "true";
    for (const one of opened) if (one.opener === opener || one === comment) fold(one);
    if (closes) return;
    const note = comment || aside(opener.dataset.noteRef);
    if (comment) opener.closest(".passage").append(note);
    else (opener.closest("sup") || opener).after(note);
    note.opener = opener;
    opened.add(note);
    opener.setAttribute("aria-expanded", "true");
    note.scrollIntoView({ block: "nearest" });
  });
  for (const opener of all(OPENER)) {
    if (comments.has(opener.dataset.comment) || byId(opener.dataset.noteRef)) opener.setAttribute("aria-expanded", "false");
  }
  for (const comment of comments.values()) {
    comment.lang = page.lang;
    comment.append(make("button", { type: "button", className: "copy", onclick: () => fold(comment) }, "Close"));
  }

  // A name in pieces is one stop.

  const owners = new Set();
  for (const part of all("a.part")) {
    const owner = part.closest(".name, .date, .ref") || part.closest(".measure, .num");
    if (owners.has(owner)) part.tabIndex = -1;
    owners.add(owner);
  }

  // Citations: the whole address, and a way to copy it.

  for (const citation of all(".citation")) {
    const address = citation.querySelector(".web");
    if (address && /^https?:$/.test(location.protocol)) address.textContent = new URL(address.textContent, base).href;
    if (!address || !navigator.clipboard) continue;
    const copy = make("button", { type: "button", className: "copy" }, "Copy");
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(citation.textContent.replace(/\s+/g, " ").trim());
        copy.textContent = "Copied";
      } catch { copy.textContent = "Cannot copy here"; }
    });
    citation.after(copy);
  }

  // Texts side by side.

  const columns = document.querySelector(".columns");
  if (columns) {
    const passages = all("[data-passage]", columns);
    const named = new Map(passages.map((one) => [one.dataset.passage, one]));
    const answers = (one) => (one.dataset.answers || "").split(" ").map((id) => named.get(id)).filter(Boolean);
    const columnOf = (passage) => passage.closest(".column");
    const order = all(".column", columns);

    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "threads");
    svg.setAttribute("aria-hidden", "true");
    columns.append(svg);
    let threads = [];

    const draw = () => {
      svg.replaceChildren();
      threads = [];
      if (getComputedStyle(order[0]).display === "contents") return;
      const frame = columns.getBoundingClientRect();
      const em = parseFloat(getComputedStyle(columns).fontSize);
      for (const [number, column] of order.slice(0, -1).entries()) {
        const pairs = (from) => answers(from).filter((to) => columnOf(to) === order[number + 1]);
        const joined = passages.filter((from) => columnOf(from) === column && pairs(from).length);
        for (const [lane, from] of joined.entries()) {
          for (const to of pairs(from)) {
            const [a, b] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
            const x1 = a.right + em - frame.left, x2 = b.left - 2.6 * em - frame.left;
            const y1 = (a.top + a.bottom) / 2 - frame.top, y2 = (b.top + b.bottom) / 2 - frame.top;
            const x = x1 + ((x2 - x1) * (lane + 1)) / (joined.length + 1);
            const bend = Math.min(6, Math.abs(y2 - y1) / 2) * Math.sign(y2 - y1), turn = Math.abs(bend);
            const path = document.createElementNS(svg.namespaceURI, "path");
            path.setAttribute("d", `M${x1} ${y1}H${x - turn}Q${x} ${y1} ${x} ${y1 + bend}V${y2 - bend}Q${x} ${y2} ${x + turn} ${y2}H${x2}`);
            svg.append(path);
            threads.push({ path, from, to });
          }
        }
      }
      if (lit) light(lit);
    };

    const bar = make("nav", { className: "elsewhere", hidden: true });
    bar.setAttribute("aria-label", "Counterparts out of sight");
    document.body.append(bar);
    let lit = null;
    let barTimer = 0;

    const tell = () => {
      const links = (lit ? answers(lit) : []).map((passage) => {
        const box = passage.getBoundingClientRect();
        const shown = box.height > 0;
        if (shown && box.bottom > 60 && box.top < innerHeight - 40) return null;
        const arrow = shown ? (box.top < 60 ? " ↑" : " ↓") : "";
        return make("a", { href: `#${passage.dataset.passage}` }, passage.dataset.name + arrow);
      }).filter(Boolean);
      bar.hidden = !links.length;
      if (links.length) bar.replaceChildren("Also in ", ...links.flatMap((link, n) => (n ? [", ", link] : [link])));
    };

    const light = (passage) => {
      lit = passage;
      const found = passage ? answers(passage) : [];
      const alight = new Set(found.length ? [passage, ...found] : []);
      for (const one of passages) one.classList.toggle("lit", alight.has(one));
      for (const { path, from, to } of threads) {
        const on = passage === from || passage === to;
        path.classList.toggle("lit", on);
        if (on) svg.append(path);
      }
      clearTimeout(barTimer);
      barTimer = setTimeout(tell, 250);
    };

    const touch = (event) => {
      const passage = event.target.closest?.("[data-passage]");
      if (passage && passage !== lit) light(passage);
    };
    columns.addEventListener("pointerover", touch);
    columns.addEventListener("focusin", touch);
    columns.addEventListener("click", touch);
    columns.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse" && !event.relatedTarget?.closest?.(".elsewhere, .card")) light(null);
    });
    addEventListener("scroll", () => { if (lit) requestAnimationFrame(tell); }, { passive: true });

    const chosen = () => order.find((column) => column.querySelector(":target")) || order[0];
    const arrive = (event) => {
      for (const column of order) column.querySelector(".pick a").ariaCurrent = column === chosen() ? "true" : null;
      const target = goal();
      const passage = target?.closest("[data-passage]");
      if (!passage) return;
      target.scrollIntoView({ block: "center", behavior: event ? "auto" : "instant" });
      light(passage);
    };
    addEventListener("hashchange", arrive);

    // On a narrow screen the switch leads from the passage in view to what answers it.
    columns.addEventListener("click", (event) => {
      const column = event.target.closest(".pick a")?.closest(".column");
      if (!column || column === chosen() || columns.getBoundingClientRect().top > 0) return;
      const found = passages.filter((one) => columnOf(one) === chosen() && one.getBoundingClientRect().top < innerHeight / 2)
        .flatMap((one) => answers(one).find((other) => columnOf(other) === column) || []).pop();
      if (!found) return;
      event.preventDefault();
      location.hash = found.dataset.passage;
    });
    new ResizeObserver(() => requestAnimationFrame(draw)).observe(columns);
    document.fonts?.ready.then(draw);
    arrive();
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") light(null); });
  }

  // An address may lie on another page of a long text, or be folded in.

  const land = () => {
    const target = goal();
    const entry = target?.closest(".addresses li");
    if (entry) { location.replace(entry.querySelector("a").href); return; }
    for (let one; (one = target?.closest("details:not([open])")); target.scrollIntoView()) one.open = true;
  };
  addEventListener("hashchange", land);
  land();

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const last = [...opened].pop();
    if (open || !last) close();
    else fold(last, true);
  });
})();
