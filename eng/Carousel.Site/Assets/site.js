// Search and the menu of narrow screens. The index is a script of its own, read when the search is first used.
"use strict";
(() => {
  const root = document.currentScript.dataset.root;
  const field = document.querySelector(".search input");
  const list = document.querySelector(".search ol");
  const menu = document.querySelector(".menu");
  const navigation = document.getElementById("navigation");
  const most = 12;
  let index = null;

  menu.addEventListener("click", () => {
    menu.setAttribute("aria-expanded", String(navigation.classList.toggle("open")));
  });

  function load(then) {
    if (index) {
      then();
      return;
    }
    const script = document.createElement("script");
    script.src = root + "search-index.js";
    script.onload = () => {
      index = window.carouselSearch.map(([page, heading, address, text]) => ({
        page, heading, address, text, title: (page + " " + heading).toLowerCase(), words: text.toLowerCase(),
      }));
      then();
    };
    document.head.append(script);
  }

  // All words have to be there; those in a heading count most, and a heading that is the word itself more still.
  function score(entry, words) {
    let sum = 0;
    for (const word of words) {
      if (entry.heading.toLowerCase() === word) {
        sum += 20;
      } else if (entry.title.includes(word)) {
        sum += 8;
      } else if (entry.words.includes(word)) {
        sum += 1;
      } else {
        return 0;
      }
    }
    return sum;
  }

  function show() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    list.replaceChildren();
    list.hidden = words.length === 0;
    if (list.hidden) {
      return;
    }
    const found = index.map((entry) => ({ entry, points: score(entry, words) })).filter((f) => f.points > 0);
    found.sort((a, b) => b.points - a.points);
    for (const { entry } of found.slice(0, most)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const more = document.createElement("small");
      link.href = root + entry.address;
      link.textContent = entry.heading === entry.page ? entry.page : entry.page + " › " + entry.heading;
      const at = Math.max(0, entry.words.indexOf(words[0]) - 30);
      more.textContent = entry.text.slice(at, at + 120);
      link.append(more);
      item.append(link);
      list.append(item);
    }
    if (found.length === 0) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = "Nothing found.";
      list.append(none);
    }
  }

  field.addEventListener("input", () => load(show));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      list.querySelector("a")?.click();
    } else if (event.key === "Escape") {
      field.value = "";
      list.hidden = true;
    } else if (event.key === "ArrowDown") {
      list.querySelector("a")?.focus();
      event.preventDefault();
    }
  });
  list.addEventListener("keydown", (event) => {
    const item = document.activeElement.closest("li");
    const other = event.key === "ArrowDown" ? item?.nextElementSibling : event.key === "ArrowUp" ? item?.previousElementSibling : null;
    if (other) {
      other.querySelector("a").focus();
      event.preventDefault();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== field) {
      field.focus();
      event.preventDefault();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) {
      list.hidden = true;
    }
  });
})();
