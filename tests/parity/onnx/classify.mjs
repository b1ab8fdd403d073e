// Prints the probability of each class of a text, with a classifier that was trained with --baseline none.
//
//   node classify.mjs FOLDER "The film is good."
//
// FOLDER has model.onnx and model.json.
// #region classify
import { readFileSync } from "node:fs";
import ort from "onnxruntime-node";

const [folder, text] = process.argv.slice(2);
const { "input.symbols": input, "output.probabilities": output } = JSON.parse(readFileSync(`${folder}/model.json`, "utf8"));

// Words and single marks in lower case; number 0 is every word that the training did not have.
const words = text.match(/[\p{L}\p{Nd}\p{Mn}]+(?:['’-][\p{L}\p{Nd}\p{Mn}]+)*|[^\s\p{Cc}]/gu) ?? [];
const numbers = words.map((word) => Math.max(0, input.symbols.indexOf(word.toLowerCase())));

const session = await ort.InferenceSession.create(`${folder}/model.onnx`);
const { probabilities } = await session.run({
  symbols: new ort.Tensor("int64", BigInt64Array.from(numbers, BigInt), [numbers.length, 1]),
  lengths: new ort.Tensor("int32", Int32Array.of(numbers.length), [1]),
});
output.values.forEach(({ name }, i) => console.log(`${name} ${probabilities.data[i]}`));
// #endregion
