using System.Diagnostics;
using System.Globalization;

namespace Carousel.Benchmarks;

/// <summary>Times the LSTM on the shapes and in the form of peers/onednn_lstm.cpp: median of the repetitions, one thread.</summary>
/// <remarks>Work is counted as 2·T·B·4H·(I+H) operations forward and three times that for a training step. Forward reads packed panels, training packs them.</remarks>
internal static class LstmComparison
{
    private static readonly (string Name, int I, int H, int B, int T)[] _shapes =
    [
        ("tiny", 8, 32, 32, 50), ("small", 32, 64, 32, 100), ("seed", 16, 128, 64, 100), ("mid", 256, 256, 64, 100),
        ("large", 512, 512, 64, 64), ("xl", 1024, 1024, 64, 32), ("long", 2, 64, 32, 1000), ("s32", 32, 32, 1, 1),
        ("s64", 64, 64, 1, 1), ("s128", 128, 128, 1, 1), ("s256", 256, 256, 1, 1), ("s512", 512, 512, 1, 1),
    ];

    /// <summary>Prints one line a measurement.</summary>
    /// <param name="args">Seconds a measurement, then names of shapes; all if none is named.</param>
    public static void Run(ReadOnlySpan<string> args)
    {
        double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 1;
        string[] wanted = args.Length > 1 ? args[1..].ToArray() : [];
        foreach ((string name, int I, int H, int B, int T) in _shapes)
        {
            if (wanted.Length > 0 && !wanted.Contains(name))
            {
                continue;
            }

            var run = new LstmLayerRun(I, H, B, T);
            double work = 2.0 * T * B * 4 * H * (I + H);
            if (T == 1)
            {
                Print(name, "fwd", seconds, work, run.Step);
            }
            else
            {
                Print(name, "fwd", seconds, work, run.Forward);
                Print(name, "train", seconds, 3 * work, run.Training);
            }
        }
    }

    private static void Print(string name, string kind, double seconds, double work, Action run)
    {
        // As often as the JIT needs to see the outer methods before it settles.
        for (int warm = 0; warm < (work < 1e9 ? 40 : 2); warm++)
        {
            run();
        }

        var times = new List<double>();
        for (double total = 0; total < seconds || times.Count < 3; total += times[^1])
        {
            long start = Stopwatch.GetTimestamp();
            run();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        times.Sort();
        double median = times[times.Count / 2];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-6} {kind,-5} {median * 1e3,12:F6} ms {work / median / 1e9,7:F1} GFLOP/s"));
    }
}
