// Runs ONNX models in ONNX Runtime on the CPU.
//
//   node run.mjs CASES.json ANSWERS.json
//
// CASES.json:   [{"model": path, "inputs": {name: {"type": "float32", "dims": [2, 3], "data": [...]}}}]
// ANSWERS.json: [{"outputs": {name: {...}}}], or {"error": text} where the runtime refuses a model or its inputs.
// Types: float32, float64, float16, int8, uint8, int32, int64, bool (0 and 1). Numbers that JSON lacks stand as "NaN", "Infinity", "-Infinity".
// A case with "repeat": n runs n times more and answers the median milliseconds of a run too, on "threads" threads (default 1).
//
// The package onnxruntime-node is looked for beside this file, or in the folder that CAROUSEL_ONNX_RUNTIME names.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const folder = process.env.CAROUSEL_ONNX_RUNTIME ?? import.meta.dirname;
const runtime = createRequire(join(folder, "run.cjs"))("onnxruntime-node");

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
};

// The nearest half, ties to even.
function toHalf(value) {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
  const scaled = size / 2 ** (exponent - 10);
  let whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (rest > 0.5 || (rest === 0.5 && whole % 2 === 1)) whole++;
  return sign | (size < 2 ** -14 ? whole : ((exponent + 14) << 10) + whole);
}

function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

function toTensor({ type, dims, data }) {
  const Kind = arrays[type];
  if (!Kind) throw new Error(`no tensor can have the type ${type}`);
  const value = { int64: BigInt, float16: (number) => toHalf(Number(number)) }[type] ?? Number;
  return new runtime.Tensor(type, Kind.from(data, value), dims);
}

function fromTensor(tensor) {
  const values = Array.from(tensor.data, (value) => (tensor.type === "float16" ? fromHalf(value) : Number(value)));
  const data = values.map((value) => (Number.isFinite(value) ? value : String(value)));
  return { type: tensor.type, dims: [...tensor.dims], data };
}

async function time(session, inputs, repeat) {
  const times = [];
  for (let run = 0; run < repeat; run++) {
    const begun = performance.now();
    await session.run(inputs);
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(repeat / 2)];
}

const sessions = new Map();

async function open(path, threads) {
  const key = `${threads} ${path}`;
  if (!sessions.has(key)) {
    const options = { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 4 };
    sessions.set(key, await runtime.InferenceSession.create(path, options));
  }
  return sessions.get(key);
}

async function answer({ model, inputs, repeat = 0, threads = 1 }) {
  try {
    const session = await open(model, threads);
    const tensors = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toTensor(tensor)]));
    const results = await session.run(tensors);
    const outputs = Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromTensor(tensor)]));
    return repeat > 0 ? { outputs, milliseconds: await time(session, tensors, repeat) } : { outputs };
  } catch (error) {
    return { error: String(error?.message ?? error) };
  }
}

const [casesFile, answersFile] = process.argv.slice(2);
const answers = [];
for (const one of JSON.parse(readFileSync(casesFile, "utf8"))) answers.push(await answer(one));
writeFileSync(answersFile, JSON.stringify(answers));
