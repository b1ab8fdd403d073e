// One step of a recurrent network a request, as a server without sessions answers it: the state comes with the request
// and goes back with the answer. The rival of `carousel serve` in docs/results/serving.md.
//
//   node serve.mjs MODEL.onnx PORT [PROCESSES]
//
// It answers what `carousel-benchmark serve ADDRESS --door empty --width I+2H` sends: {"from": N, "rows": [[…]]} with
// the inputs of the step, then the hidden state and the cell state of an LSTM.
import cluster from "node:cluster";
import { createServer } from "node:http";
import ort from "onnxruntime-node";

const [file, port, processes] = process.argv.slice(2);
if (cluster.isPrimary && Number(processes) > 1) {
  for (let process = 0; process < Number(processes); process++) cluster.fork();
} else {
  await serve();
}

async function serve() {
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const [input, hidden, cell] = session.inputNames;
  const [lastHidden, lastCell, answer] = session.outputNames;

  // Shapes are [1, 1, …]: one step of one sequence.
  const units = Number(process.env.UNITS ?? 64);

  createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", async () => {
      const row = JSON.parse(Buffer.concat(parts)).rows[0];
      const inputs = row.length - 2 * units;
      const tensor = (first, end) =>
        new ort.Tensor("float32", Float32Array.from(row.slice(first, end)), [1, 1, end - first]);
      const given = await session.run({
        [input]: tensor(0, inputs),
        [hidden]: tensor(inputs, inputs + units),
        [cell]: tensor(inputs + units, row.length),
      });
      const state = [...given[lastHidden].data, ...given[lastCell].data];
      const body = JSON.stringify({ answers: [[...given[answer].data]], state });
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
      response.end(body);
    });
  }).listen(Number(port), "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${port}`));
}
