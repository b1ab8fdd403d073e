// Lines over rows as inline SVG, as wide as the place it stands in.

/** Round numbers for an axis. */
function ticks(low, high, most) {
  const raw = (high - low) / most, power = 10 ** Math.floor(Math.log10(raw)), step = power * ([1, 2, 5, 10].find((m) => m * power >= raw) ?? 10);
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high + step * 1e-9; k++) found.push(k * step);
  return found;
}

/** The smallest and the largest of numbers, of which there may be more than a call takes arguments. */
const extremes = (numbers) => numbers.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);

/** The rows that are drawn: of those that share a pixel the lowest and the highest alone. A gap as wide as a pixel stays one. */
function drawnRows(values, pixels) {
  const length = values.length, drawn = [];
  if (length <= 2 * pixels) return [...values.keys()];
  for (let p = 0; p < pixels; p++) {
    const first = Math.floor((p * length) / pixels), end = Math.floor(((p + 1) * length) / pixels);
    let low = -1, high = -1;
    for (let r = first; r < end; r++) {
      if (!Number.isFinite(values[r])) continue;
      if (low < 0 || values[r] < values[low]) low = r;
      if (high < 0 || values[r] > values[high]) high = r;
    }
    drawn.push(...(low < 0 ? [first] : low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  return drawn;
}

/**
 * A chart. lines: { name, values, colour, dashed }; bands: { name, low, high, colour }; names: what rows are called; mark: a row with a line at it.
 * Returns a figure; drawn again where its width changes.
 */
function chart({ title, note = "", lines, bands = [], names, mark = -1 }) {
  const element = document.createElement("figure"), length = names.length;
  const legend = [...lines, ...bands].map((l) => `<tspan fill="${l.colour}">${l.low ? "▮" : l.dashed ? "┅" : "━"}</tspan> ${escaped(l.name)}`).join("   ");
  const all = [...lines.flatMap((l) => [...l.values]), ...bands.flatMap((b) => [...b.low, ...b.high])].filter(Number.isFinite);
  let [low, high] = extremes(all);
  if (!(high > low)) [low, high] = [low - 1, high + 1];
  const description = `${title}: ${counted(length, "row")}, ${names[0]} to ${names[length - 1]}, from ${figure(low)} to ${figure(high)}.`;

  function draw(width) {
    const height = width < 520 ? 230 : 300, left = 54, right = 10, top = 26, bottom = 26;
    const x = (r) => left + ((width - left - right) * r) / Math.max(1, length - 1), y = (v) => top + ((height - top - bottom) * (high - v)) / (high - low);
    const point = (v, r) => `${x(r).toFixed(1)},${y(v).toFixed(1)}`;
    const path = (values) => {
      let isDown = false, text = "";
      drawnRows(values, Math.max(1, width - left - right)).forEach((r) => {
        const v = values[r];
        text += Number.isFinite(v) ? `${isDown ? "L" : "M"}${point(v, r)}` : "";
        isDown = Number.isFinite(v);
      });
      return text;
    };
    const area = ({ low: lows, high: highs, colour }) => {
      const edge = (values) => drawnRows(values, Math.max(1, width - left - right)).filter((r) => Number.isFinite(values[r])).map((r) => point(values[r], r));
      return `<polygon fill="${colour}" fill-opacity="0.22" points="${[...edge(highs), ...edge(lows).reverse()].join(" ")}"/>`;
    };
    const rule = (v) => `<line x1="${left}" x2="${width - right}" y1="${y(v).toFixed(1)}" y2="${y(v).toFixed(1)}" stroke="var(--rule)"/><text x="${left - 7}" y="${(y(v) + 4).toFixed(1)}" text-anchor="end">${figure(v)}</text>`;
    // A letter is about 7 wide; labels begin at their rows, and none runs over the right edge.
    const room = 7 * extremes(names.map((n) => n.length))[1] + 14, step = Math.max(1, Math.ceil((length * room) / (width - left - right)));
    const label = (r) => `<line x1="${x(r).toFixed(1)}" x2="${x(r).toFixed(1)}" y1="${height - bottom}" y2="${height - bottom + 5}" stroke="var(--muted)"/><text x="${x(r).toFixed(1)}" y="${height - 6}">${escaped(names[r])}</text>`;
    const labelled = [...names.keys()].filter((r) => r % step === 0 && (r === 0 || x(r) + room - 14 <= width));
    return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(description)}">`
      + `<text x="${left}" y="14" xml:space="preserve">${legend}</text>`
      + ticks(low, high, 5).map(rule).join("") + labelled.map(label).join("")
      + (mark > 0 ? `<line x1="${x(mark - 0.5).toFixed(1)}" x2="${x(mark - 0.5).toFixed(1)}" y1="${top}" y2="${height - bottom}" stroke="var(--muted)" stroke-dasharray="3 3"/>` : "")
      + bands.map(area).join("")
      + lines.map((l) => `<path d="${path(l.values)}" fill="none" stroke="${l.colour}" stroke-width="1.8" stroke-linejoin="round"${l.dashed ? ' stroke-dasharray="5 4"' : ""}/>`).join("")
      + "</svg>";
  }

  element.innerHTML = `<figcaption>${escaped(title)}${note ? `<span>${escaped(note)}</span>` : ""}</figcaption><div></div>`;
  let drawn = 0;
  new ResizeObserver(([{ contentRect }]) => {
    const width = Math.round(contentRect.width);
    if (width === 0 || width === drawn) return;
    drawn = width;
    // In the next frame: drawing changes the height, which an observer must not do while it is told of changes.
    requestAnimationFrame(() => (element.lastChild.innerHTML = draw(width)));
  }).observe(element.lastChild);
  return element;
}

/** Figures as a table that can be opened. */
function figures(summary, head, rows) {
  const element = document.createElement("details");
  element.innerHTML = `<summary>${escaped(summary)}</summary><div class="scroller" tabindex="0"><table><thead><tr>${head.map((h) => `<th scope="col">${escaped(h)}</th>`).join("")}</tr></thead>`
    + `<tbody>${rows.map((row) => `<tr>${row.map((cell, k) => (k === 0 ? `<th scope="row">${escaped(cell)}</th>` : `<td>${escaped(cell)}</td>`)).join("")}</tr>`).join("")}</tbody></table></div>`;
  return element;
}
