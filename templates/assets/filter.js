/* What a script adds to an index: it filters as one types. */
(() => {
  "use strict";
  const form = document.querySelector("form.filter");
  if (!form) return;
  const plain = { æ: "ae", œ: "oe", þ: "th", ð: "d", đ: "d", ø: "o", ł: "l", ħ: "h", ı: "i", ŋ: "n", ŧ: "t", ß: "ss", ς: "σ" };
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}|[ʰ-˿]/gu, "").replace(/[æœþðđøłħıŋŧßς]/g, (letter) => plain[letter]);
  const [input, select, output] = ["input", "select", "output"].map((name) => form.querySelector(name));
  const all = document.querySelector("a.all"); // where an index that is divided has all its names
  const asked = new URLSearchParams(location.search);
  for (const field of [input, select]) if (field) field.value = asked.get(field.name) || "";
  const letters = [...document.querySelectorAll(".index > section")].map((letter) => [
    letter, [...letter.querySelectorAll(":scope > ul > li")].map((item) => [
      item, fold([(item.querySelector(".form") || item).textContent, item.dataset.also].join(" ")), item.dataset.in,
    ]),
  ]);
  const filter = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    const where = select ? select.value : "";
    let count = 0;
    for (const [letter, items] of letters) {
      for (const [item, text, texts] of items) {
        const named = !where || (where[0] === "=" ? texts === where.slice(1) : texts.split(" ").includes(where));
        item.hidden = !named || !words.every((word) => text.includes(word));
        count += !item.hidden;
      }
      letter.hidden = items.every(([item]) => item.hidden);
    }
    output.textContent = words.length || where ? `${count || "none"} found${all ? " on this page; Enter looks on all" : ""}` : "";
    if (all) all.search = new URLSearchParams(new FormData(form));
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => { if (!all) event.preventDefault(); });
  filter();
})();
