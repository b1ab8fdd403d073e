/** A note: when it begins, how long it lasts, in seconds, and its pitch as MIDI counts. */
export interface Note { start: number; seconds: number; pitch: number; }

/** Plays notes with a soft tone; the promise ends with the last one, or when it is stopped. */
export function play(notes: Note[]): { stop: () => void; done: Promise<void> } {
  const context = new AudioContext();
  const begin = context.currentTime + 0.1;
  const end = Math.max(...notes.map(note => note.start + note.seconds), 0);
  for (const note of notes) {
    const [tone, loudness] = [context.createOscillator(), context.createGain()];
    tone.type = "triangle";
    tone.frequency.value = 440 * 2 ** ((note.pitch - 69) / 12);
    const [from, to] = [begin + note.start, begin + note.start + note.seconds];
    loudness.gain.setValueAtTime(0, from);
    loudness.gain.linearRampToValueAtTime(0.16, from + 0.015);
    loudness.gain.exponentialRampToValueAtTime(0.05, Math.max(to - 0.03, from + 0.02));
    loudness.gain.linearRampToValueAtTime(0, to);
    tone.connect(loudness).connect(context.destination);
    tone.start(from);
    tone.stop(to);
  }

  let finish: () => void = () => {};
  const done = new Promise<void>(resolve => { finish = resolve; }).then(() => context.close());
  const timer = setTimeout(finish, (end + 0.3) * 1000);
  return { stop: () => { clearTimeout(timer); finish(); }, done };
}
