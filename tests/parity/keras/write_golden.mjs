// Writes golden/keras/*.safetensors: small networks computed by TensorFlow.js, in the form that export_keras.py writes.
//
//     npm install --ignore-scripts && node write_golden.mjs ../golden/keras
//
// TensorFlow.js has no GRU with reset_after=True; those cases are computed by the equations of Keras's documentation, below.
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import fs from "node:fs";
import path from "node:path";

const folder = process.argv[2];
const { lstm, gru, simpleRNN, dense, embedding, bidirectional, timeDistributed, layerNormalization, globalAveragePooling1d, globalMaxPooling1d, dropout, activation } = layers.layers;
const recurrent = (units, more) => ({ units, recurrentActivation: "sigmoid", recurrentInitializer: "zeros", ...more });

const models = {
  lstm: { inputs: 3, chain: [lstm(recurrent(5, { returnSequences: true })), lstm(recurrent(4)), dense({ units: 3, activation: "softmax" })] },
  "gru-reset-before": { inputs: 3, chain: [gru(recurrent(5, { returnSequences: true })), dense({ units: 2 })] },
  "simple-rnn": { inputs: 3, chain: [simpleRNN({ units: 5, recurrentInitializer: "zeros", returnSequences: true }), timeDistributed({ layer: dense({ units: 2, activation: "sigmoid" }) })] },
  "embedding-bidirectional": {
    symbols: 11,
    chain: [
      embedding({ inputDim: 11, outputDim: 4 }),
      bidirectional({ layer: lstm(recurrent(3, { returnSequences: true })), mergeMode: "concat" }),
      bidirectional({ layer: gru(recurrent(4)), mergeMode: "concat" }),
      dense({ units: 3, activation: "relu" }), dense({ units: 2 }),
    ],
  },
  "mean-of-steps": {
    inputs: 2,
    chain: [
      dense({ units: 4, activation: "tanh" }), bidirectional({ layer: simpleRNN({ units: 3, recurrentInitializer: "zeros", returnSequences: true }), mergeMode: "concat" }),
      layerNormalization({}), globalAveragePooling1d({}), dense({ units: 2, activation: "tanh" }),
    ],
  },
  "largest-of-steps": {
    inputs: 2,
    chain: [
      lstm(recurrent(4, { returnSequences: true, useBias: false })), dropout({ rate: 0.3 }), globalMaxPooling1d({}),
      dense({ units: 3, useBias: false }), activation({ activation: "softmax" }),
    ],
  },
  backwards: { inputs: 3, chain: [lstm(recurrent(4, { goBackwards: true })), dense({ units: 2 })] },
  "backwards-steps": { inputs: 3, chain: [gru(recurrent(4, { goBackwards: true, returnSequences: true })), lstm(recurrent(3, { returnSequences: true })), dense({ units: 2 })] },
  "backwards-twice": { inputs: 3, chain: [simpleRNN({ units: 4, recurrentInitializer: "zeros", goBackwards: true, returnSequences: true }), gru(recurrent(3, { goBackwards: true })), dense({ units: 2 })] },
};

await tf.setBackend("cpu");
fs.mkdirSync(folder, { recursive: true });
for (const [name, { inputs, symbols, chain }] of Object.entries(models)) {
  const draw = random(name);
  const model = layers.sequential({ name });
  const shape = symbols ? [null] : [null, inputs];
  model.add(layers.layers.inputLayer({ inputShape: shape }));
  chain.forEach((layer, place) => { layer.name = `${place + 1}_${layer.getClassName().toLowerCase()}`; model.add(layer); });
  const entries = [], tensors = {};
  const configurations = model.toJSON(null, false).config.layers ?? model.toJSON(null, false).config;
  model.layers.forEach((layer, place) => {
    layer.setWeights(layer.getWeights().map((w) => tf.tensor(values(w.size, draw), w.shape)));
    const weights = layer.getWeights().map((w, number) => {
      tensors[`${layer.name}/${number}`] = { shape: w.shape, values: w.dataSync() };
      return `${layer.name}/${number}`;
    });
    entries.push({ class_name: layer.getClassName(), name: layer.name, config: configurations[place].config, weights });
  });
  const size = symbols ? [2, 7] : [2, 7, inputs];
  const count = size.reduce((a, b) => a * b);
  const example = symbols ? Float32Array.from({ length: count }, () => Math.floor(draw() * symbols)) : values(count, draw);
  const output = model.predict(tf.tensor(example, size));
  tensors["example.input"] = { shape: size, values: example };
  tensors["example.output"] = { shape: output.shape, values: output.dataSync() };
  write(name, entries, tensors);
}

resetAfter("gru", [{ units: 5, return_sequences: true }, { units: 4, return_sequences: false }], 3);

// The GRU with reset_after=True as Keras's documentation gives it (bias [2, 3 units]: of the input, of the recurrent part; gates z, r, h):
// z = σ(x Wz + bz + h Uz + b'z), r likewise, n = tanh(x Wh + bh + r ⊙ (h Uh + b'h)), h ← z ⊙ h + (1 − z) ⊙ n.
function resetAfter(name, chain, inputs) {
  const draw = random(name), entries = [], tensors = {};
  const example = values(2 * 7 * inputs, draw);
  let sequences = [0, 1].map((b) => [...Array(7).keys()].map((t) => [...example.slice((b * 7 + t) * inputs, (b * 7 + t + 1) * inputs)]));
  chain.forEach(({ units: H, return_sequences }, place) => {
    const I = sequences[0][0].length, layer = `${place + 1}_gru`;
    const W = values(I * 3 * H, draw), U = values(H * 3 * H, draw), bias = values(2 * 3 * H, draw);
    [[W, [I, 3 * H]], [U, [H, 3 * H]], [bias, [2, 3 * H]]].forEach(([v, shape], number) => { tensors[`${layer}/${number}`] = { shape, values: v }; });
    entries.push({
      class_name: "GRU", name: layer, weights: [0, 1, 2].map((number) => `${layer}/${number}`),
      config: { name: layer, units: H, activation: "tanh", recurrent_activation: "sigmoid", use_bias: true, return_sequences, go_backwards: false, stateful: false, reset_after: true },
    });
    const product = (x, M, first) => [...Array(3 * H).keys()].map((k) => x.reduce((sum, v, i) => sum + v * M[i * 3 * H + k], bias[first + k]));
    const sigmoid = (v) => 1 / (1 + Math.exp(-v));
    sequences = sequences.map((steps) => {
      let h = Array(H).fill(0);
      const all = steps.map((x) => {
        const a = product(x, W, 0), c = product(h, U, 3 * H);
        h = h.map((old, k) => {
          const z = sigmoid(a[k] + c[k]), r = sigmoid(a[H + k] + c[H + k]);
          return z * old + (1 - z) * Math.tanh(a[2 * H + k] + r * c[2 * H + k]);
        });
        return h;
      });
      return return_sequences ? all : [h];
    });
  });
  const pooled = !chain.at(-1).return_sequences, units = chain.at(-1).units;
  tensors["example.input"] = { shape: [2, 7, inputs], values: example };
  tensors["example.output"] = { shape: pooled ? [2, units] : [2, 7, units], values: Float32Array.from(sequences.flat(2)) };
  write(name, entries, tensors);
}

// Multiples of 1/1024 in −1 … 1, so that every program holds them exactly; the same at each run.
function values(count, draw) {
  return Float32Array.from({ length: count }, () => Math.round((2 * draw() - 1) * 1024) / 1024);
}

function random(name) {
  let state = [...name].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7);
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function write(name, entries, tensors) {
  const metadata = { keras: `tfjs ${layers.version_layers}`, keras_model: JSON.stringify({ class_name: "Sequential", name, layers: entries }) };
  const header = { __metadata__: metadata }, parts = [];
  let offset = 0;
  for (const key of Object.keys(tensors).sort()) {
    const { shape, values: v } = tensors[key];
    header[key] = { dtype: "F32", shape, data_offsets: [offset, (offset += 4 * v.length)] };
    parts.push(Buffer.from(Float32Array.from(v).buffer));
  }
  let text = JSON.stringify(header);
  text += " ".repeat((8 - (Buffer.byteLength(text) % 8)) % 8);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  fs.writeFileSync(path.join(folder, `${name}.safetensors`), Buffer.concat([length, Buffer.from(text), ...parts]));
}
