// A studio in a folder of its own and a browser that looks at it, for the scripts beside this one.
// Needs node, the packages of hosting/Carousel.Studio/web (npm ci) and a Chromium on the path.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium } from "../../hosting/Carousel.Studio/web/node_modules/playwright-core/index.mjs";

const builtCommand = "artifacts/bin/Carousel.Cli/release/Carousel.Cli.dll";

/** Starts `carousel studio`, and waits until it tells its link. */
export async function startStudio(command = builtCommand) {
  const folder = mkdtempSync(join(tmpdir(), "carousel-studio-"));
  const studio = spawn("dotnet", [command, "studio", "--folder", folder, "--port", "0", "--no-open"], { stdio: ["pipe", "pipe", "inherit"] });
  const link = await new Promise((told, failed) => {
    studio.once("exit", code => failed(new Error(`the studio ended with ${code}`)));
    studio.stdout.once("data", text => told(String(text).split(" at ")[1].trim()));
  });
  const [address, token] = link.split("/?token=");
  const ask = async (method, path, body) => {
    const isJson = body !== undefined && !(body instanceof Uint8Array) && typeof body !== "string";
    const answer = await fetch(`${address}/studio/v1/${path}`, {
      method,
      body: isJson ? JSON.stringify(body) : body,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": isJson ? "application/json" : "application/octet-stream" },
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${text}`);
    }

    return text === "" ? undefined : JSON.parse(text);
  };
  const ended = async path => {
    for (;;) {
      const one = await ask("GET", path);
      if (["done", "failed", "stopped"].includes(one.state)) {
        return one;
      }

      await pause(200);
    }
  };
  return {
    link,
    address,
    ask,
    /** Hands in a file, or a sample where there is no text. */
    add: async (name, text) => text === undefined
      ? ask("POST", "data", { sample: name })
      : ask("POST", `data?name=${encodeURIComponent(name)}`, Buffer.from(text)),
    run: async (data, job, options) => (await ask("POST", "runs", { data, job, options })).id,
    ended,
    stop: async () => {
      const left = new Promise(told => studio.once("exit", told));
      studio.kill("SIGINT");
      await left;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The machine's own Chromium, with a microphone that beeps. */
export function startBrowser() {
  const executablePath = (process.env.PATH ?? "").split(delimiter)
    .flatMap(folder => ["chromium", "chromium-browser", "google-chrome"].map(name => join(folder, name))).find(existsSync);
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"] });
}

/** Waits. */
export const pause = milliseconds => new Promise(told => setTimeout(told, milliseconds));
