// A training loop with every part in view: an LSTM learns to say the next value of a wave whose length it was never
// told.
using System.Globalization;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var random = new CounterRandom(seed: 1, CounterRandom.Purpose("waves"));

using var backend = new CpuBackend();
using var arena = new Arena(backend);
var tape = new Tape(backend, arena);

var model = new Stack(new Lstm(inputSize: 1, hiddenSize: 16), new Dense(inputSize: 16, outputSize: 1));
model.Build(backend, seed: 1);
Parameter[] parameters = [.. model.Parameters];
var gradients = new GradientGuard(backend, parameters);
using Optimizer optimizer = new AdamOptions().Create(backend, parameters);

for (uint step = 1; step <= 200; step++)
{
    (SequenceBatch inputs, SequenceBatch targets) = Waves(random, step);

    #region step
    tape.Begin(TapeMode.Training, seed: 1, step);
    Variable prediction = model.Forward(tape, inputs);
    Variable loss = Loss.Squared.Apply(tape, prediction, targets);

    gradients.Clear();
    tape.Backward(loss);
    gradients.ClipNorm(gradients.Norm(), limit: 1);
    optimizer.Step(learningRate: 0.01);
    #endregion

    if (step % 50 == 0 || step == 1)
    {
        Console.WriteLine($"step {step,4}  loss {loss.Value.ToArray()[0]:F5}");
    }
}

// Sequences may have any lengths, in any order: there is no padding and no mask.
static (SequenceBatch Inputs, SequenceBatch Targets) Waves(CounterRandom random, uint step)
{
    var inputs = new List<float[]>();
    var targets = new List<float[]>();
    Span<float> draws = stackalloc float[32];
    random.Uniform(step, draws);
    for (int sequence = 0; sequence < 16; sequence++)
    {
        int length = 20 + (int)(20 * draws[sequence]);
        double period = 8 + (8 * draws[16 + sequence]);
        float[] wave = [.. Enumerable.Range(0, length + 1).Select(t => (float)Math.Sin(2 * Math.PI * t / period))];
        inputs.Add(wave[..^1]);
        targets.Add(wave[1..]);
    }

    return (SequenceBatch.Of(featureSize: 1, inputs), SequenceBatch.Of(featureSize: 1, targets));
}
