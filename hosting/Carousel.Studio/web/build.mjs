// Bundles src into the studio's page. Usage: node build.mjs [folder], by default dist beside this file.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join, resolve } from "node:path";

const here = dirname(fileURLToPath(import.meta.url));
const report = join(here, "../../../src/Carousel.Report/web");
const folder = resolve(process.argv[2] ?? join(here, "dist"));
const versionOf = (name, root) => JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version;

const licences = " * The texts of these licenses are in web/licenses of the project. */";
const pageNotice = `/*! Carousel studio. Contains:\n * Preact ${versionOf("preact", here)}, Copyright (c) 2015-present Jason Miller, MIT License.\n${licences}`;
const chartNotice = [
  "/*! Charts of the Carousel studio. Contains:",
  ` * Apache ECharts ${versionOf("echarts", report)}, Copyright 2017-2026 The Apache Software Foundation, Apache License 2.0.`,
  " *   This product includes software developed at The Apache Software Foundation.",
  ` * ZRender ${versionOf("zrender", report)}, Copyright (c) 2017 Baidu Inc., BSD 3-Clause License.`,
  ` * tslib ${versionOf("tslib", report)}, Copyright (c) Microsoft Corporation, 0BSD License.`,
  licences,
].join("\n");

const script = {
  absWorkingDir: here,
  outdir: folder,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
};
// The charts are many times as large as the rest and come when the first of them is seen.
await build({ ...script, entryPoints: { studio: "src/studio.tsx" }, jsx: "automatic", jsxImportSource: "preact", external: ["./charts.js"], banner: { js: pageNotice } });
await build({ ...script, entryPoints: { charts: "src/charts.ts" }, banner: { js: chartNotice } });
// A worklet runs in a thread of its own and so is a file of its own.
await build({ ...script, entryPoints: { recorder: "src/sound/recorder.ts" } });
await build({
  absWorkingDir: here,
  entryPoints: { studio: "src/studio.css" },
  outdir: folder,
  bundle: true,
  minify: true,
  target: ["chrome111", "firefox113", "safari16"],
  charset: "utf8",
  logLevel: "warning",
});
mkdirSync(folder, { recursive: true });
for (const name of ["index.html", "icon.svg"]) {
  copyFileSync(join(here, "src", name), join(folder, name));
}
