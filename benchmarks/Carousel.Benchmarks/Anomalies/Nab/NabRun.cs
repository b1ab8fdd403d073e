using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Jobs.Measuring;

namespace Carousel.Benchmarks.Anomalies.Nab;

/// <summary>Runs detectors over the benchmark, row by row as on line, with one setting for all files.</summary>
internal static class NabRun
{
    /// <summary>
    /// Deviations that are an alarm of the windowed Gaussian: the best of 2, 2.5, 3, 3.5, 4, 5, 6 and 8 on every other
    /// file by name.
    /// </summary>
    public const double GaussianDeviations = 8;

    /// <summary>The same where it keeps quiet after an alarm.</summary>
    public const double GaussianDeviationsWithQuiet = 3.5;

    /// <summary>Runs the on-line detector, and returns it with its parts and the simple methods.</summary>
    /// <param name="files">The benchmark's files.</param>
    /// <param name="backend">Where networks run.</param>
    /// <param name="options">The setting.</param>
    /// <param name="report">Told after each file, with its alarms; or null.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>The detector, each of its views, and the windowed Gaussian with and without the same quiet time.
    /// </returns>
    public static IReadOnlyList<NabDetector> Detect(
        IReadOnlyList<NabFile> files, Backend backend, DetectorOptions options,
        Action<NabFile, IReadOnlyList<int>>? report = null, CancellationToken cancellation = default)
    {
        List<double[]> all = [], surprises = [], extremes = [], shapes = [];
        foreach (NabFile file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            using var detector = new ChannelDetector(backend, 1, file.Probation, options);
            RowVerdict[] rows =
            [
                .. Enumerable.Range(0, file.Values.Count).Select(r => detector.Take(file.Stamps[r], [file.Values[r]])),
            ];
            surprises.Add([.. rows.Select(v => v.Surprise)]);
            extremes.Add([.. rows.Select(v => v.Extreme)]);
            shapes.Add([.. rows.Select(v => v.Shape)]);
            all.Add([.. rows.Select(v => Math.Max(v.Shape, Math.Max(v.Surprise, v.Extreme)))]);
            report?.Invoke(file, [.. Enumerable.Range(0, rows.Length).Where(r => rows[r].IsAlarm)]);
        }

        double[][] gaussian =
        [
            .. files.Select(f => GaussianWindow.Score(f.Values).Select(NormalTail.MinusLog10).ToArray()),
        ];
        double threshold = NormalTail.MinusLog10(options.Deviations);
        NabDetector Of(string title, IReadOnlyList<double[]> scores, double above, double quiet) =>
            new(title, files, scores, above, quiet);
        return
        [
            Of("on-line detector", all, threshold, options.Quiet),
            Of("network alone", surprises, threshold, options.Quiet),
            Of("values beyond the recent range only", extremes, threshold, options.Quiet),
            Of("shapes only", shapes, threshold, options.Quiet),
            Of(
                "windowed Gaussian, same quiet time", gaussian,
                NormalTail.MinusLog10(GaussianDeviationsWithQuiet), options.Quiet),
            Of("windowed Gaussian", gaussian, NormalTail.MinusLog10(GaussianDeviations), 0),
        ];
    }
}
