// Writes symbol by symbol what an exported encoder and decoder answer to a line, always the most probable one.
//
//   node decode.mjs FOLDER END SYMBOL...
//
// FOLDER has encoder.onnx and decoder.onnx; the symbols are those of the line, with the end symbol behind them.
// #region decode
import ort from "onnxruntime-node";

const [folder, last, ...line] = process.argv.slice(2);
const end = Number(last);
const encoder = await ort.InferenceSession.create(`${folder}/encoder.onnx`);
const decoder = await ort.InferenceSession.create(`${folder}/decoder.onnx`);

const symbols = new ort.Tensor("int64", BigInt64Array.from(line, BigInt), [line.length, 1]);
const lengths = new ort.Tensor("int32", Int32Array.of(line.length), [1]);
const given = { ...(await encoder.run({ symbols, lengths })), lengths };

const written = [];
for (let symbol = end; written.length < 2 * line.length + 10; written.push(symbol)) {
  given.symbol = new ort.Tensor("int64", BigInt64Array.of(BigInt(symbol)), [1]);
  const answer = await decoder.run(Object.fromEntries(decoder.inputNames.map((name) => [name, given[name]])));
  for (const [name, value] of Object.entries(answer)) given[name.replace("final", "initial")] = value;

  const { data } = answer.probabilities;
  symbol = data.indexOf(Math.max(...data));
  if (symbol === end) break;
}

console.log(written.join(" "));
// #endregion
