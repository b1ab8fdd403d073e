// Runs in the thread of the sound: hands on what the microphone hears, piece by piece.
declare class AudioWorkletProcessor { readonly port: MessagePort; }
declare function registerProcessor(name: string, kind: unknown): void;

class Recorder extends AudioWorkletProcessor {
  process(inputs: Float32Array[][]): boolean {
    const channel = inputs[0]?.[0];
    if (channel !== undefined) {
      this.port.postMessage(channel.slice());
    }

    return true;
  }
}

registerProcessor("recorder", Recorder);

export {};
