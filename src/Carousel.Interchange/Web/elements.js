// What every view of the page is made of.

const model = JSON.parse(document.getElementById("model").textContent);
const golden = JSON.parse(document.getElementById("golden").textContent);
const network = Carousel.open(model);

/** Something that the reader can mend: the message is shown as it is. */
class Problem extends Error {}

const at = (id) => document.getElementById(id);
const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.001 ? 2 : 1)} %`;
const count = (number) => Math.round(number).toLocaleString("en-US");
const counted = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

/** A number with about four digits that mean something. */
function figure(number) {
  if (!Number.isFinite(number)) return "–";
  const size = Math.abs(number);
  return size >= 1000 ? number.toLocaleString("en-US", { maximumFractionDigits: size >= 1e5 ? 0 : 1 })
    : size >= 1e-3 || size === 0 ? String(Number(number.toPrecision(4))) : number.toExponential(2);
}

/** A symbol that can be seen. */
const shown = (symbol) => ({ " ": "␣ space", "\n": "⏎ end of line", "\t": "⇥ tab", "\r": "␍ return" })[symbol] ?? symbol.replace(/\n/g, "⏎").replace(/^ | $/g, "␣");

/** Bars of probabilities, the likeliest first. */
function bars(names, shares, most) {
  const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a]).slice(0, most);
  const item = (k, n) => `<li${n === 0 ? ' class="first"' : ""} data-name="${escaped(names[k])}" data-share="${shares[k]}"><span class="name" title="${escaped(shown(names[k]))}">${escaped(shown(names[k]))}</span>`
    + `<span class="bar"><i data-width="${(100 * shares[k]).toFixed(2)}"></i></span><span class="share">${percent(shares[k])}</span></li>`;
  return `<ol class="bars">${order.map(item).join("")}</ol>`;
}

/** Sets what markup can't under the page's policy of styles. */
function show(element, html) {
  element.innerHTML = html;
  for (const bar of element.querySelectorAll("[data-width]")) bar.style.width = `${bar.dataset.width}%`;
  for (const marked of element.querySelectorAll("[data-mark]")) marked.style.setProperty("--mark", `var(--c${marked.dataset.mark % 6})`);
}

/** Runs what answers the reader, and shows what went wrong in its place. */
function answering(element, answer) {
  try {
    answer();
  } catch (error) {
    const isProblem = error instanceof Problem;
    show(element, `<p class="problem" role="alert">${escaped(isProblem ? error.message : `The page failed: ${error.message}`)}</p>`);
    if (!isProblem) throw error;
  }
}
