using System.Diagnostics;
using System.Globalization;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Benchmarks.Streaming;

/// <summary>
/// A step of <see cref="SequenceStream"/> compared with the steps of its layers, each in a session of its own. Runs
/// take turns, so that all meet the same machine.
/// </summary>
internal static class SequenceStreamSpeed
{
    private const int Features = 4, Steps = 1000, WarmRuns = 200;

    /// <summary>Prints for each cell and size the median times in ns, and the medians of the ratios.</summary>
    /// <param name="rounds">Rounds of runs of 1,000 steps.</param>
    /// <param name="sizes">Units of the recurrent layer.</param>
    public static void Print(int rounds, IEnumerable<string> sizes)
    {
        Console.WriteLine("cell      units  recurrent  dense  stream  ÷ recurrent  ÷ both");
        foreach (int hidden in sizes.Select(s => int.Parse(s, CultureInfo.InvariantCulture)))
        {
            foreach (CellKind cell in Enum.GetValues<CellKind>())
            {
                Print(cell, hidden, rounds);
            }
        }
    }

    private static void Print(CellKind cell, int hidden, int rounds)
    {
        var random = new Random(1);
        float[][][] inputs =
        [
            .. Enumerable.Range(0, 20).Select(_ => Enumerable.Range(0, 10).Select(
                _ => Enumerable.Range(0, Features).Select(_ => random.NextSingle()).ToArray()).ToArray()),
        ];
        float[] targets = [.. inputs.Select(s => s.Sum(step => step[0]))];
        using var model = SequenceModel.Train(
            inputs, targets, new() { Cell = cell, Hidden = hidden, Epochs = 1, Threads = 1 });
        using SequenceStream stream = model.Stream();
        using var recurrent = new StreamingSession(model.Backend, (SequenceLayer)model.Network.Reader.Layers.Single());
        using var dense = new StreamingSession(model.Backend, (SequenceLayer)model.Network.Head!.Layers.Single());
        float[] step = inputs[0][0], row = new float[hidden], answer = new float[1];
        (double Recurrent, double Dense, double Stream)[] times =
        [
            .. Enumerable.Range(0, WarmRuns + rounds).Select(_ => (
                Time(() => recurrent.Step(step, row)), Time(() => dense.Step(row, answer)),
                Time(() => stream.Step(step)))).ToArray()[WarmRuns..],
        ];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{cell,-8} {hidden,6} {Median(times.Select(t => t.Recurrent)),10:F0} "
            + $"{Median(times.Select(t => t.Dense)),6:F0} {Median(times.Select(t => t.Stream)),7:F0} "
            + $"{Median(times.Select(t => t.Stream / t.Recurrent)),12:F2} "
            + $"{Median(times.Select(t => t.Stream / (t.Recurrent + t.Dense))),7:F2}"));
    }

    private static double Time(Action call)
    {
        long start = Stopwatch.GetTimestamp();
        for (int k = 0; k < Steps; k++)
        {
            call();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Steps;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
