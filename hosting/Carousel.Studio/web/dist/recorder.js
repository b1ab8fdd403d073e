var e=class extends AudioWorkletProcessor{process(o){let r=o[0]?.[0];return r!==void 0&&this.port.postMessage(r.slice()),!0}};registerProcessor("recorder",e);
