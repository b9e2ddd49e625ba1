/* What a script adds to a map: it zooms and pans, and names appear where they find room. */
(() => {
  "use strict";
  for (const plate of document.querySelectorAll(".map .plate")) {
    const [, , width, height] = plate.getAttribute("viewBox").split(" ").map(Number);
    const spots = [...plate.querySelectorAll(".spot")].map((group) => {
      const [x, y] = group.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
      return { group, x, y };
    });
    const bar = document.createElement("div");
    let zoom = 1, left = 0, top = 0, from = null, dragged = 0;
    const isSeen = ({ x, y }) => x >= left && y >= top && x <= left + width / zoom && y <= top + height / zoom;

    // Names that were left out for want of room.
    const name = () => {
      for (const text of plate.querySelectorAll(".spare")) text.remove();
      const groups = zoom > 1 ? spots.filter(isSeen).slice(0, 300).map((one) => one.group) : [];
      const boxes = groups.flatMap((group) => [...group.querySelectorAll("text, circle")].map((one) => one.getBoundingClientRect()));
      for (const group of groups.filter((one) => !one.querySelector("text"))) {
        const text = document.createElementNS(plate.namespaceURI, "text");
        text.classList.add("spare");
        text.setAttribute("dx", 8);
        text.setAttribute("dy", 4);
        text.textContent = group.dataset.name;
        group.querySelector("a").append(text);
        const a = text.getBoundingClientRect();
        if (boxes.some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)) text.remove();
        else boxes.push(a);
      }
    };
    const show = () => {
      left = Math.max(0, Math.min(left, width - width / zoom));
      top = Math.max(0, Math.min(top, height - height / zoom));
      plate.setAttribute("viewBox", [left, top, width / zoom, height / zoom].join(" "));
      plate.classList.toggle("zoomed", zoom > 1);
      for (const { group, x, y } of spots) group.setAttribute("transform", `translate(${x} ${y}) scale(${1 / zoom})`);
      name();
    };
    const by = (factor, x = 0.5, y = 0.5) => {
      const before = zoom;
      zoom = Math.max(1, Math.min(64, zoom * factor));
      left += (x * width) / before - (x * width) / zoom;
      top += (y * height) / before - (y * height) / zoom;
      show();
    };
    const toward = (factor) => {
      const one = spots.find(isSeen) || { x: width / 2, y: height / 2 };
      by(factor, ((one.x - left) * zoom) / width, ((one.y - top) * zoom) / height);
    };
    const at = (event) => {
      const box = plate.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    };

    bar.className = "zoom";
    for (const [words, sign, factor] of [["Enlarge", "+", 2], ["Reduce", "−", 0.5], ["The whole map", "○", 0]]) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", title: words, ariaLabel: words, textContent: sign, onclick: () => toward(factor) });
      bar.append(button);
    }
    plate.before(bar);

    plate.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      by(event.deltaY < 0 ? 1.25 : 0.8, ...at(event));
    }, { passive: false });
    plate.addEventListener("dblclick", (event) => by(2, ...at(event)));
    plate.addEventListener("pointerdown", (event) => { from = at(event); dragged = 0; });
    addEventListener("pointerup", () => { from = null; });
    plate.addEventListener("pointermove", (event) => {
      if (!from || zoom === 1) return;
      const [x, y] = at(event);
      left -= ((x - from[0]) * width) / zoom;
      top -= ((y - from[1]) * height) / zoom;
      dragged += Math.hypot(x - from[0], y - from[1]);
      from = [x, y];
      show();
    });
    plate.addEventListener("click", (event) => { if (dragged > 0.01) event.preventDefault(); }, true);
    plate.addEventListener("dragstart", (event) => event.preventDefault());
    plate.addEventListener("focusin", (event) => {
      const spot = spots.find((one) => one.group.contains(event.target));
      if (!spot || isSeen(spot)) return;
      left = spot.x - width / zoom / 2;
      top = spot.y - height / zoom / 2;
      show();
    });
  }
})();
