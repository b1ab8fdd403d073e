using System.Globalization;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Transformers;

/// <summary>
/// How fast a Transformer block runs through the public layers, in the words of
/// <c>benchmarks/peers/torch_transformer.py</c>, which times the same.
/// </summary>
internal static class TransformerSpeed
{
    private const int Inner = 4;

    /// <summary>Prints for each shape the medians of inference and of a training pass in ms.</summary>
    /// <param name="threads">Threads of the backend.</param>
    /// <param name="seconds">For each measure.</param>
    /// <param name="shapes">Words NAME=D/HEADS/B/T: features, heads, sequences, steps. Every step sees all steps
    /// before.</param>
    public static void Print(int threads, double seconds, IEnumerable<string> shapes)
    {
        foreach (string shape in shapes)
        {
            string name = shape[..shape.IndexOf('=', StringComparison.Ordinal)];
            int[] sizes =
            [
                .. shape[(name.Length + 1)..].Split('/').Select(s => int.Parse(s, CultureInfo.InvariantCulture)),
            ];
            (double forward, double training) = Measure(threads, seconds, sizes[0], sizes[1], sizes[2], sizes[3]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} forward {forward:G9}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} training {training:G9}"));
        }
    }

    private static (double Forward, double Training) Measure(
        int threads, double seconds, int features, int heads, int sequences, int steps)
    {
        using var backend = new CpuBackend(threads);
        using var arena = new Arena(backend);
        var block = new TransformerBlock(features, heads, Inner * features);
        block.Build(backend, seed: 1);
        var packing = new Packing([.. Enumerable.Repeat(steps, sequences)]);
        var random = new Random(1);
        float[] Draw() =>
            [.. Enumerable.Range(0, sequences * steps * features).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        (float[] x, float[] gradient) = (Draw(), Draw());
        var shape = new Shape(sequences * steps, features);
        var tape = new Tape(backend, arena);

        Variable Run(TapeMode mode)
        {
            tape.Begin(mode);
            Tensor input = arena.Allocate(shape);
            input.Write(x);
            return block.Forward(tape, tape.Watch(input), packing).Hidden;
        }

        double forward = SpeedOfCalls.Milliseconds(() => Run(TapeMode.Inference), seconds);
        double training = SpeedOfCalls.Milliseconds(
            () =>
            {
                block.ClearGradients(backend);
                tape.Gradient(Run(TapeMode.Training)).Write(gradient);
                tape.Propagate();
            },
            seconds);
        return (forward, training);
    }
}
