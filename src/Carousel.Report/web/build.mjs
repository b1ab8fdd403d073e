// Bundles src into one script and one style sheet. Usage: node build.mjs [folder], by default dist beside this file.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join, resolve } from "node:path";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, "dist"));
const versionOf = name => JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8")).version;

const notice = [
  "/*! Carousel report. Contains:",
  ` * Apache ECharts ${versionOf("echarts")}, Copyright 2017-2026 The Apache Software Foundation, Apache License 2.0.`,
  " *   This product includes software developed at The Apache Software Foundation.",
  ` * ZRender ${versionOf("zrender")}, Copyright (c) 2017 Baidu Inc., BSD 3-Clause License.`,
  ` * tslib ${versionOf("tslib")}, Copyright (c) Microsoft Corporation, 0BSD License.`,
  " * The texts of these licenses are in web/licenses of the project. */",
].join("\n");

await build({
  absWorkingDir: here,
  entryPoints: { report: "src/report.ts" },
  outdir: folder,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  banner: { js: notice },
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
});
await build({
  absWorkingDir: here,
  entryPoints: { report: "src/report.css" },
  outdir: folder,
  bundle: true,
  minify: true,
  target: ["chrome111", "firefox113", "safari16"],
  charset: "utf8",
  logLevel: "warning",
});
