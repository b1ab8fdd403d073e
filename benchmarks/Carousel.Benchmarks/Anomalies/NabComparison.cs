using System.Globalization;
using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Benchmarks.Anomalies.Nab;

namespace Carousel.Benchmarks.Anomalies;

/// <summary>
/// The on-line detector on the Numenta Anomaly Benchmark, with its parts and a windowed Gaussian: the benchmark's score
/// in each profile and category, and alarms on files without anomalies.
/// </summary>
internal static class NabComparison
{
    private const int NameWidth = 36, Width = 21;

    private static readonly ulong[] _seeds = [1, 2, 3];

    /// <summary>Prints a table for each seed.</summary>
    /// <param name="folder">The benchmark's folder.</param>
    /// <param name="output">Where the lines go.</param>
    public static void Print(string folder, TextWriter output)
    {
        IReadOnlyList<NabFile> files = NabCorpus.Read(folder);
        using var backend = new CpuBackend(threads: 1);
        foreach (ulong seed in _seeds)
        {
            var options = new DetectorOptions { Forecaster = new ChannelOptions { Seed = seed } };
            Print(files, NabRun.Detect(files, backend, options), $"seed {seed}", output);
        }
    }

    /// <summary>Prints a table: a line for each detector.</summary>
    /// <param name="files">The benchmark's files.</param>
    /// <param name="detectors">The detectors.</param>
    /// <param name="name">The first heading.</param>
    /// <param name="output">Where the lines go.</param>
    public static void Print(
        IReadOnlyList<NabFile> files, IReadOnlyList<NabDetector> detectors, string name, TextWriter output)
    {
        string[] categories = [.. files.Select(f => f.Category).Distinct()];
        PrintLine(
            name,
            [
                .. NabProfile.All.Select(p => p.Name), "standard, tuned",
                .. categories.Select(c => IsLabeled(c) ? c : c + " !"),
            ]);
        foreach (NabDetector detector in detectors)
        {
            IReadOnlyList<IReadOnlyList<int>> alarms = detector.Alarms();
            PrintLine(
                detector.Title,
                [
                    .. NabProfile.All.Select(p => Text(NabScorer.Score(files, alarms, p))),
                    Text(NabScorer.Score(
                        files, detector.Alarms(detector.Tuned(NabProfile.Standard)), NabProfile.Standard)),
                    .. categories.Select(c => IsLabeled(c)
                        ? Text(NabScorer.Score(files, alarms, NabProfile.Standard, f => f.Category == c))
                        : $"{alarms.Where((_, f) => files[f].Category == c).Sum(a => a.Count)}"),
                ]);
        }

        output.WriteLine(
            "'Tuned' has the threshold that is best on these labels, as the benchmark's table does. A category with ! "
            + "has no anomaly: its alarms are counted.");

        bool IsLabeled(string category) => files.Any(f => f.Category == category && f.Windows.Count > 0);

        static string Text(double score) => score.ToString("F1", CultureInfo.InvariantCulture);

        void PrintLine(string first, string[] cells) =>
            output.WriteLine(first.PadRight(NameWidth) + string.Concat(cells.Select(c => c.PadLeft(Width + 1))));
    }
}
