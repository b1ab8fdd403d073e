using System.Globalization;
using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Benchmarks.Anomalies.Nab;
using Carousel.Benchmarks.Anomalies.WholeSeries;
using Carousel.Data;

namespace Carousel.Benchmarks.Anomalies;

/// <summary>Scores of all rows of a channel, the higher the odder.</summary>
/// <param name="values">[n].</param>
/// <param name="stamps">[n].</param>
/// <param name="learningRows">The rows that show normal behaviour.</param>
/// <returns>[n].</returns>
internal delegate double[] AnomalyScoring(
    IReadOnlyList<float> values, IReadOnlyList<DateTime> stamps, int learningRows);

/// <summary>
/// VUS-PR of detectors on the Numenta Anomaly Benchmark. As TSB-AD (Liu and Paparrizos 2024) does, it measures all rows
/// and leaves out the files without anomalies.
/// </summary>
internal static class AnomalyComparison
{
    private const int NameWidth = 36, Width = 10;

    /// <summary>The detectors, one line each, with headings of two lines.</summary>
    private static readonly (string First, string Second, AnomalyScoring Score)[] _detectors =
    [
        ("windowed", "Gaussian", (values, _, _) => GaussianWindow.Score(values)),
        ("seasonal", "residual", Seasonal),
        .. WholeSeriesBaseline.All.Select(b => (
            b.Title.Split(' ', '-')[0], b.Title.Split(' ', '-')[1],
            (AnomalyScoring)((values, _, _) => b.Of(values, WindowOf(values))))),
        ("zero-shot", "distance", (values, _, _) => ZeroShotDistance.Score(values)),
        ("on-line", "detector", OnLine),
        ("carousel", "anomaly", Searched),
        ("carousel", "--learn 0", Untrained),
    ];

    /// <summary>Prints a line for each file, the means of each category, and the mean over all files.</summary>
    /// <param name="folder">The benchmark's folder.</param>
    /// <param name="output">Where the lines go.</param>
    public static void Print(string folder, TextWriter output)
    {
        PrintLine("", [.. _detectors.Select(d => d.First)]);
        PrintLine("VUS-PR", [.. _detectors.Select(d => d.Second)]);
        List<(NabFile File, double[] Volumes)> all = [];
        foreach (NabFile file in NabCorpus.Read(folder).Where(f => f.Windows.Count > 0))
        {
            int window = WindowOf(file.Values);
            var labels = new bool[file.Values.Count];
            foreach (RowRange range in file.Windows)
            {
                labels.AsSpan(range.Start..range.End).Fill(true);
            }

            double[] volumes =
            [
                .. _detectors.Select(d => SurfaceVolumes.Of(
                    d.Score(file.Values, file.Stamps, file.Probation), labels, window).Pr),
            ];
            PrintVolumes(Path.GetFileNameWithoutExtension(file.Name), volumes);
            all.Add((file, volumes));
        }

        foreach (IGrouping<string, double[]> category in all.GroupBy(f => f.File.Category, f => f.Volumes))
        {
            PrintVolumes($"{category.Key} ({category.Count()})", Means([.. category]));
        }

        PrintVolumes($"mean of {all.Count} files", Means([.. all.Select(f => f.Volumes)]));

        void PrintVolumes(string name, double[] volumes) =>
            PrintLine(name, [.. volumes.Select(v => v.ToString("F3", CultureInfo.InvariantCulture))]);

        void PrintLine(string name, string[] cells) =>
            output.WriteLine(name.PadRight(NameWidth) + string.Concat(cells.Select(c => c.PadLeft(Width + 1))));
    }

    private static int WindowOf(IReadOnlyList<float> values) => AnomalyWindow.Of(SeriesWindows.Standardized(values));

    private static double[] Seasonal(IReadOnlyList<float> values, IReadOnlyList<DateTime> stamps, int learningRows)
    {
        int season = ChannelPlan.SeasonOf([.. values], learningRows);
        return SeasonalResidual.Score(values, season, Math.Max(learningRows, season + 1));
    }

    private static double[] OnLine(IReadOnlyList<float> values, IReadOnlyList<DateTime> stamps, int learningRows)
    {
        using var backend = new CpuBackend(threads: 1);
        using var detector = new ChannelDetector(backend, 1, learningRows);
        return [.. values.Select((v, r) => detector.Take(stamps[r], [v]).Score).Select(Known)];
    }

    /// <summary><c>carousel anomaly</c> with its defaults, except for the number of training rows.</summary>
    private static double[] Searched(IReadOnlyList<float> values, IReadOnlyList<DateTime> stamps, int learningRows)
    {
        ChannelData data = DataOf(values, stamps);
        var options = new AnomalyOptions
        {
            Learn = Math.Max(learningRows / (double)values.Count, 0.05),
        };
        using ChannelModel model = ChannelPlan.Make(data, options).FitAsync().GetAwaiter().GetResult().Model;
        return [.. model.Judge(data).Scores.Select(Known)];
    }

    private static double[] Untrained(IReadOnlyList<float> values, IReadOnlyList<DateTime> stamps, int learningRows) =>
        [.. UntrainedSearch.Make(DataOf(values, stamps), new AnomalyOptions { Learn = 0 }).Judge().Scores];

    private static ChannelData DataOf(IReadOnlyList<float> values, IReadOnlyList<DateTime> stamps) =>
        new("series", ["value"], [[.. values]], stamps, "timestamp", null, []);

    private static double Known(double score) => double.IsNaN(score) ? 0 : score;

    private static double[] Means(double[][] volumes) =>
        [.. volumes[0].Select((_, d) => volumes.Average(own => own[d]))];
}
