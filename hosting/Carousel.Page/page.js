// Starts .NET from the parts of this page, hands it tables, and shows its report.

const of = (name) => document.getElementById(name);

// A part is a file of the program: packed with gzip, written in base64.
async function part(name, type) {
  const element = document.querySelector(`script[data-name="${name}"]`);
  const packed = await (await fetch(`data:application/octet-stream;base64,${element.textContent}`)).blob();
  element.remove();
  const bytes = await new Response(packed.stream().pipeThrough(new DecompressionStream("gzip"))).blob();
  return new Blob([bytes], { type });
}

// A script from a blob has no address for relative imports. All its imports are parts of this page, so any address will do.
async function script(name) {
  const text = await (await part(name)).text();
  return URL.createObjectURL(new Blob([text.replaceAll("import.meta.url", '"https://page.invalid/"')], { type: "text/javascript" }));
}

async function start() {
  const scripts = {};
  for (const name of ["dotnet.runtime.js", "dotnet.native.js"]) scripts[name] = await script(name);
  const { dotnet } = await import(await script("dotnet.js"));
  const load = async (name) => new Response(await part(name, "application/wasm"), { headers: { "Content-Type": "application/wasm" } });
  const program = await dotnet.withResourceLoader((type, name) => scripts[name] ?? load(name)).create();
  return (await program.getAssemblyExports(program.getConfig().mainAssemblyName)).Carousel.Page.PageCalls;
}

// A file is read when it is chosen; rows that are changed afterwards replace it.
let chosen = null;
of("file").addEventListener("change", async () => {
  const file = of("file").files[0];
  if (!file) return;
  chosen = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  of("rows").value = `${file.name}: ${chosen.bytes.length.toLocaleString("en")} bytes`;
});
of("rows").addEventListener("input", () => {
  chosen = null;
  of("file").value = "";
});
of("example").addEventListener("click", () => {
  const days = Array.from({ length: 364 }, (_, day) => {
    const date = new Date(Date.UTC(2025, 0, 6 + day)).toISOString().slice(0, 10), noise = ((day * 7919) % 97) / 97 - 0.5;
    return `${date},${day % 7 === 6 ? 0 : Math.round(220 + day / 4 + 35 * Math.sin((day * 2 * Math.PI) / 7) + 70 * noise)}`;
  });
  chosen = null;
  of("file").value = "";
  of("rows").value = ["day,sales", ...days].join("\n");
});

const types = { html: "text/html", csv: "text/csv" };
let addresses = [];

function show([sentence, ...files]) {
  addresses.forEach((address) => URL.revokeObjectURL(address));
  [addresses, of("answer").hidden] = [[], false];
  of("sentence").textContent = sentence;
  of("sentence").className = files.length === 0 ? "problem" : "";
  of("files").replaceChildren();
  of("report").hidden = files.length === 0;
  for (let k = 0; k < files.length; k += 2) {
    const [name, text] = [files[k], files[k + 1]], link = document.createElement("a");
    addresses.push((link.href = URL.createObjectURL(new Blob([text], { type: types[name.split(".").pop()] ?? "text/plain" }))));
    [link.download, link.textContent, link.className] = [name, `Save ${name}`, "button"];
    of("files").append(link);
    if (name === "report.html") of("report").srcdoc = text;
  }
}

function run(calls, isForecast) {
  const table = chosen ?? { name: "rows.csv", bytes: new TextEncoder().encode(of("rows").value) };
  const [target, id, horizon] = [of("target").value.trim(), of("id").value.trim(), Number(of("horizon").value) || 0];
  const begun = performance.now();
  try {
    show(isForecast ? calls.Forecast(table.bytes, table.name, target, id, horizon) : calls.Anomalies(table.bytes, table.name, target));
    of("state").textContent = `${((performance.now() - begun) / 1000).toFixed(1)} s in this browser.`;
  } catch (error) {
    show([`The program stopped: ${error.message}. Load the page again.`]);
  }
}

try {
  const calls = await start();
  for (const name of ["forecast", "anomalies"]) of(name).disabled = false;
  of("state").textContent = "";
  of("form").addEventListener("submit", (event) => {
    event.preventDefault();
    of("state").textContent = "Computing …";
    // The browser draws the words before the only thread is busy.
    setTimeout(() => run(calls, event.submitter?.id !== "anomalies"), 30);
  });
} catch (error) {
  of("state").textContent = `The program did not start: ${error.message}`;
}
