using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Cli.SelfTesting;

/// <summary>
/// A training large enough that threads share its rows: embedding, LSTM with dropout, GRU and a dense layer, some steps
/// of Adam.
/// </summary>
internal static class TrainingRun
{
    private const int Symbols = 20;
    private const int Embedded = 16;
    private const int Hidden = 48;
    private const int Outputs = 2;
    private const int Steps = 3;

    private static readonly int[] _lengths = [.. Enumerable.Range(0, 24).Select(b => 3 + (b % 5))];

    /// <summary>The losses and the weights after the last step.</summary>
    /// <param name="backend">Computes.</param>
    /// <param name="tape">Of the backend.</param>
    public static IReadOnlyDictionary<string, float[]> Of(Backend backend, Tape tape)
    {
        var network = new Stack(
            new Embedding(Symbols, Embedded), new Lstm(Embedded, Hidden, options: new LstmOptions { Dropout = 0.2f }),
            new Gru(Hidden, Hidden), new Dense(Hidden, Outputs));
        network.Build(backend, seed: 1);
        var packing = new Packing(_lengths);
        (float[] symbols, float[] targets) = Draw(packing.Rows);
        using Optimizer optimizer = new AdamOptions().Create(backend, [.. network.Parameters]);
        var losses = new List<float>();
        for (uint step = 0; step < Steps; step++)
        {
            network.ClearGradients(backend);
            tape.Arena.Reset();
            tape.Begin(TapeMode.Training, seed: 1, step);
            Variable y = network.Forward(tape, tape.Input(symbols, new Shape(packing.Rows, 1)), packing).Hidden;
            Tensor wanted = tape.Arena.Allocate(new Shape(packing.Rows, Outputs));
            wanted.Write(targets);
            Variable loss = Loss.Squared.Apply(tape, y, wanted);
            tape.Backward(loss);
            losses.Add(loss.Value.ToArray()[0]);
            optimizer.Step(0.01);
        }

        return network.Parameters.ToDictionary(p => p.Name, p => p.Value.ToArray()).Append(new("losses", [.. losses]))
            .ToDictionary();
    }

    private static (float[] Symbols, float[] Targets) Draw(int rows)
    {
        var random = new CounterRandom(seed: 1, CounterRandom.Purpose("self test"));
        float[] symbols = new float[rows], targets = new float[rows * Outputs];
        random.Uniform(0, symbols);
        random.Uniform(1, targets);
        return ([.. symbols.Select(u => MathF.Floor(u * Symbols))], targets);
    }
}
