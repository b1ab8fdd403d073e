using System.Globalization;
using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Pictures;

/// <summary>How fast convolutions and halvings of pictures run through the public layers.</summary>
internal static class EncoderSpeed
{
    private const int Pooled = 2;

    /// <summary>Prints for each shape the medians of inference and of a training pass in ms.</summary>
    /// <param name="threads">Threads of the backend.</param>
    /// <param name="seconds">For each measure.</param>
    /// <param name="shapes">Words NAME=B/H/W/C/STAGE/STAGE…: pictures, rows, columns, channels, and stages O.K.STRIDE
    /// with a rectified convolution, then a p where squares of 2 by 2 become their largest value.</param>
    public static void Print(int threads, double seconds, IEnumerable<string> shapes)
    {
        foreach (string shape in shapes)
        {
            string name = shape[..shape.IndexOf('=', StringComparison.Ordinal)];
            string[] words = shape[(name.Length + 1)..].Split('/');
            int[] sizes = [.. words[..4].Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
            (double forward, double training) = Measure(
                threads, seconds, sizes[0], new Encoder(new PictureSize(sizes[1], sizes[2], sizes[3]), words[4..]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} forward {forward:G9}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} training {training:G9}"));
        }
    }

    private static (double Forward, double Training) Measure(int threads, double seconds, int pictures, Encoder encoder)
    {
        using var backend = new CpuBackend(threads);
        using var arena = new Arena(backend);
        encoder.Build(backend, seed: 1);
        var random = new Random(1);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        float[] x = Draw(pictures * encoder.Input.Length), gradient = Draw(pictures * encoder.Output.Length);
        var tape = new Tape(backend, arena);

        Variable Run(TapeMode mode)
        {
            tape.Begin(mode);
            return encoder.Apply(
                tape, tape.Input(x, new Shape(pictures * encoder.Input.Places, encoder.Input.Channels)));
        }

        double forward = SpeedOfCalls.Milliseconds(() => Run(TapeMode.Inference), seconds);
        double training = SpeedOfCalls.Milliseconds(
            () =>
            {
                encoder.ClearGradients(backend);
                tape.Gradient(Run(TapeMode.Training)).Write(gradient);
                tape.Propagate();
            },
            seconds);
        return (forward, training);
    }

    private sealed class Encoder : Layer
    {
        private readonly List<(PictureConvolution Convolution, PicturePooling? Pooling)> _stages = [];

        public Encoder(PictureSize input, IEnumerable<string> stages)
        {
            (Input, Output) = (input, input);
            foreach (string stage in stages)
            {
                int[] sizes =
                [
                    .. stage.TrimEnd('p').Split('.').Select(s => int.Parse(s, CultureInfo.InvariantCulture)),
                ];
                PictureConvolution convolution = AddLayer(
                    $"convolution.{_stages.Count}",
                    new PictureConvolution(Output, sizes[0], sizes[1], sizes[2], activation: ElementwiseFunction.Relu));
                Output = convolution.Convolution.Output;
                PicturePooling? pooling = stage.EndsWith('p')
                    ? AddLayer($"halving.{_stages.Count}", new PicturePooling(Output, Pooled))
                    : null;
                Output = pooling?.Pooling.Output ?? Output;
                _stages.Add((convolution, pooling));
            }
        }

        public PictureSize Input { get; }

        public PictureSize Output { get; }

        public Variable Apply(Tape tape, Variable x)
        {
            foreach ((PictureConvolution convolution, PicturePooling? pooling) in _stages)
            {
                x = convolution.Apply(tape, x);
                x = pooling?.Apply(tape, x) ?? x;
            }

            return x;
        }
    }
}
