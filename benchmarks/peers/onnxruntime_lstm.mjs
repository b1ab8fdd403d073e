// Times ONNX Runtime's LSTM: inference, and one step of one sequence: lines of shape, measure and value (ms; microseconds for a step).
// usage: node onnxruntime_lstm.mjs THREADS SECONDS FOLDER NAME=I/H/B/T[xLayers] ...      FOLDER has the models of make_onnx.py
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const runtime = require("onnxruntime-node");
const [threads, seconds, folder, ...words] = process.argv.slice(2);

/** The median of calls over some seconds, three at least, in milliseconds. */
async function median(call) {
  await call();
  const times = [];
  for (let total = 0; total < 1000 * seconds || times.length < 3; total += times[times.length - 1]) {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1];
}

const tensor = (shape, next) =>
  new runtime.Tensor("float32", Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next), shape);
const random = () => 2 * Math.random() - 1;
const zero = () => 0;

console.log(`- version ${require("onnxruntime-node/package.json").version}`);
for (const word of words) {
  const [name, sizes] = word.split("=");
  const [inputs, hidden, batch, steps] = sizes.split("x")[0].split("/").map(Number);
  const session = await runtime.InferenceSession.create(path.join(folder, `${name}.onnx`), {
    intraOpNumThreads: Number(threads),
    interOpNumThreads: 1,
  });
  if (batch === 1 && steps === 1) {
    const [x, h, c] = [tensor([1, 1, inputs], random), tensor([1, 1, hidden], zero), tensor([1, 1, hidden], zero)];
    const calls = 50;
    const time = await median(async () => {
      for (let i = 0; i < calls; i++) {
        await session.run({ x, h, c });
      }
    });
    console.log(`${name} step ${(1000 * time) / calls}`);
  } else {
    const x = tensor([steps, batch, inputs], random);
    console.log(`${name} forward ${await median(() => session.run({ x }))}`);
  }
}
