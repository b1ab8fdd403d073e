// Steps of one session with fetch and WebSocket, in Node 22 (in Node 20 with --experimental-websocket):
// node steps.mjs http://127.0.0.1:8080 MODEL, where MODEL reads 3 numbers a row.
const [server, model] = process.argv.slice(2);
const rows = [[0.5, -1, 2], [0.25, 1, -2]];

async function ask(method, path, value) {
  const answer = await fetch(server + path, {
    method,
    headers: value && { 'Content-Type': 'application/json' },
    body: value && JSON.stringify(value),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`${answer.status}: ${told.error}`);
  return told;
}

// A session is the state of one sequence; its steps are numbered from 1, so that a repeated request counts once.
const { id } = await ask('POST', `/v1/models/${model}/sessions`);
console.log('steps', JSON.stringify(await ask('POST', `/v1/sessions/${id}/steps`, { from: 1, rows })));

// #region socket
// The same over a WebSocket: every frame is answered in order.
const socket = new WebSocket(`${server.replace(/^http/, 'ws')}/v1/sessions/${id}/steps`);
await new Promise((open, failed) => Object.assign(socket, { onopen: open, onerror: failed }));
const told = new Promise((done) => {
  const answers = [];
  socket.onmessage = ({ data }) => {
    answers.push(JSON.parse(data));
    if (answers.length === 2) done(answers);
  };
});
socket.send(JSON.stringify({ from: 1, rows }));
socket.send(JSON.stringify({ from: 3, rows }));
for (const answer of await told) console.log('frame', JSON.stringify(answer));
socket.close();
// #endregion

// The Open Inference Protocol, without a session.
const answer = await ask('POST', `/v2/models/${model}/infer`, {
  inputs: [{ name: 'rows', shape: [2, 3], datatype: 'FP32', data: rows.flat() }],
});
console.log('infer', JSON.stringify(answer.outputs[0]));
