// Reads symbols one by one with an exported model that carries a state, and prints the scores behind the last.
//
//   node read.mjs FOLDER SYMBOL...
//
// FOLDER holds model.onnx with the input symbols [time, batch] and the output scores [time, batch, symbols].
import { createRequire } from "node:module";
import { join } from "node:path";

const runtime = createRequire(join(process.env.CAROUSEL_ONNX_RUNTIME ?? import.meta.dirname, "run.cjs"))("onnxruntime-node");

// #region state
// Zeros begin a sequence.
function begin(session) {
  const inputs = session.inputMetadata.filter(({ name }) => name.includes("initial"));
  return Object.fromEntries(inputs.map(({ name, shape: [directions, , units] }) => [name, new runtime.Tensor("float32", new Float32Array(directions * units), [directions, 1, units])]));
}

// What came out as final goes in as initial with the next symbol.
async function read(session, symbol, state) {
  const symbols = new runtime.Tensor("int64", BigInt64Array.of(BigInt(symbol)), [1, 1]);
  const { scores, ...final } = await session.run({ symbols, ...state });
  return { scores, state: Object.fromEntries(Object.entries(final).map(([name, value]) => [name.replace("final", "initial"), value])) };
}
// #endregion

const [folder, ...line] = process.argv.slice(2);
const session = await runtime.InferenceSession.create(join(folder, "model.onnx"));
let answer = { state: begin(session) };
for (const symbol of line) answer = await read(session, symbol, answer.state);
console.log([...answer.scores.data].join(" "));
