/* What a script adds to a map: zoom and pan, and names where they find room. */
(() => {
  "use strict";
  for (const plate of document.querySelectorAll(".map .plate")) {
    const [, , width, height] = plate.getAttribute("viewBox").split(" ").map(Number);
    const spots = [...plate.querySelectorAll("[transform]")].map((group) => [group, ...group.getAttribute("transform").match(/[\d.]+/g).map(Number)]);
    const bar = document.createElement("div");
    let zoom = 1, left = 0, top = 0, from = null, dragged = 0;
    const isSeen = ([, x, y]) => x >= left && y >= top && x <= left + width / zoom && y <= top + height / zoom;

    const show = () => {
      left = Math.max(0, Math.min(left, width - width / zoom));
      top = Math.max(0, Math.min(top, height - height / zoom));
      plate.setAttribute("viewBox", [left, top, width / zoom, height / zoom].join(" "));
      plate.classList.toggle("zoomed", zoom > 1);
      for (const text of plate.querySelectorAll(".spare")) text.remove();
      for (const [group, x, y] of spots) group.setAttribute("transform", `translate(${x} ${y}) scale(${1 / zoom})`);
      if (zoom === 1) return;
      const groups = spots.filter(isSeen).slice(0, 300).map(([group]) => group);
      const boxes = groups.flatMap((group) => [...group.querySelectorAll("text, circle")].map((one) => one.getBoundingClientRect()));
      for (const group of groups) {
        if (group.localName !== "a") continue;
        const text = document.createElementNS(plate.namespaceURI, "text");
        for (const [name, value] of [["class", "spare"], ["dx", 8], ["dy", 4]]) text.setAttribute(name, value);
        const [name, more] = group.textContent.split(/; |, mentioned .*/);
        text.textContent = name.slice(0, 40) + (more ? " …" : "");
        group.append(text);
        const a = text.getBoundingClientRect();
        if (boxes.some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)) text.remove();
        else boxes.push(a);
      }
    };
    const by = (factor, x, y) => {
      const before = zoom;
      zoom = Math.max(1, Math.min(64, zoom * factor));
      left += x * width * (1 / before - 1 / zoom);
      top += y * height * (1 / before - 1 / zoom);
      show();
    };
    const at = (event) => {
      const box = plate.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    };
    const on = (name, action, options) => plate.addEventListener(name, action, options);

    bar.className = "zoom";
    for (const [title, textContent, factor] of [["Enlarge", "+", 2], ["Reduce", "−", 0.5], ["The whole map", "○", 0]]) {
      const onclick = () => {
        const [, x, y] = spots.find(isSeen) || [0, left, top];
        by(factor, ((x - left) * zoom) / width, ((y - top) * zoom) / height);
      };
      bar.append(Object.assign(document.createElement("button"), { type: "button", title, ariaLabel: title, textContent, onclick }));
    }
    plate.before(bar);

    on("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      by(event.deltaY < 0 ? 1.25 : 0.8, ...at(event));
    }, { passive: false });
    on("dblclick", (event) => by(2, ...at(event)));
    on("pointerdown", (event) => { from = at(event); dragged = 0; });
    addEventListener("pointerup", () => { from = null; });
    on("pointermove", (event) => {
      if (!from || zoom === 1) return;
      const [x, y] = at(event), [dx, dy] = [x - from[0], y - from[1]];
      left -= (dx * width) / zoom;
      top -= (dy * height) / zoom;
      dragged += Math.hypot(dx, dy);
      from = [x, y];
      show();
    });
    on("click", (event) => { if (dragged > 0.01) event.preventDefault(); }, true);
    on("dragstart", (event) => event.preventDefault());
    on("focusin", (event) => {
      const spot = spots.find(([group]) => group.contains(event.target));
      if (!spot || isSeen(spot)) return;
      left = spot[1] - width / zoom / 2;
      top = spot[2] - height / zoom / 2;
      show();
    });
  }
})();
