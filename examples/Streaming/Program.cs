// A model over a stream: one step at a time, with a state that is saved, restored and forked.
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

using var backend = new CpuBackend(threads: 1);
var model = new Stack(new Lstm(inputSize: 3, hiddenSize: 32), new Dense(inputSize: 32, outputSize: 2));
model.Build(backend, seed: 1);

float[] stream = [.. Enumerable.Range(0, 3 * 100).Select(index => ((index * 37) % 101 / 50f) - 1)];
float[] Row(int step) => stream[(3 * step)..(3 * (step + 1))];

#region session
var output = new float[2];
using var session = new StreamingSession(backend, model);
for (int step = 0; step < 50; step++)
{
    session.Step(Row(step), output);
}

byte[] saved = session.Save();                 // a few hundred bytes: keep them, or move them to another machine
using StreamingSession fork = session.Fork();   // goes its own way from here: what if the input were zero?
var imagined = new float[2];
fork.Step(new float[3], imagined);

for (int step = 50; step < 100; step++)
{
    session.Step(Row(step), output);
}

float[] first = [.. output];
session.Restore(saved);                        // back to step 50
for (int step = 50; step < 100; step++)
{
    session.Step(Row(step), output);
}
#endregion

// The same sequence at once, through the tape.
using var arena = new Arena(backend);
var tape = new Tape(backend, arena);
var batch = SequenceBatch.Of(featureSize: 3, stream);
tape.Begin(TapeMode.Inference);
Variable input = tape.Input(batch);
float[] whole = model.Forward(tape, input, batch.Packing).Hidden.Value.ToArray();

Console.WriteLine($"state of {saved.Length} bytes, {session.Steps} steps since the start of the sequence");
Console.WriteLine($"restored and run again: {Compared(output, first)}");
Console.WriteLine($"the whole sequence at once: {Compared(whole[^2..], first)}");
Console.WriteLine($"the fork: {Compared(imagined, first)}");

// Many sequences whose next input is there at the same time.
#region together
StreamingSession[] sessions = [.. Enumerable.Range(0, 8).Select(_ => new StreamingSession(backend, model))];
float[] inputs = stream[..(8 * 3)];              // a row for each session
var outputs = new float[8 * 2];
StreamingSession.StepTogether(sessions, inputs, outputs);
#endregion

using var alone = new StreamingSession(backend, model);
alone.Step(inputs.AsSpan(7 * 3, 3), imagined);
Console.WriteLine($"eight together: {Compared(outputs[^2..], imagined)}");
Array.ForEach(sessions, s => s.Dispose());

static string Compared(float[] left, float[] right) =>
    left.Zip(right)
        .All(pair => BitConverter.SingleToInt32Bits(pair.First) == BitConverter.SingleToInt32Bits(pair.Second))
        ? "equal bits"
        : "other values";
