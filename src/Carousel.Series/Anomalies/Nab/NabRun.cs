using Carousel.Anomalies.Channels;
using Carousel.Backends;

namespace Carousel.Anomalies.Nab;

/// <summary>Runs detectors over the benchmark, row by row as on line, with one setting for all files.</summary>
/// <param name="files">The benchmark's files.</param>
internal sealed class NabRun(IReadOnlyList<NabFile> files)
{
    /// <summary>
    /// Deviations that are an alarm of the windowed Gaussian: the best of 2, 2.5, 3, 3.5, 4, 5, 6 and 8 on every other
    /// file by name.
    /// </summary>
    public const double GaussianDeviations = 8;

    /// <summary>The same where it keeps quiet after an alarm.</summary>
    public const double GaussianDeviationsWithQuiet = 3.5;

    /// <summary>The alarms of the detector.</summary>
    /// <param name="backend">Where networks run.</param>
    /// <param name="options">The setting.</param>
    /// <param name="report">Told after each file; or null.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>Rows with an alarm, a list for each file.</returns>
    public IReadOnlyList<IReadOnlyList<int>> Detect(
        Backend backend, DetectorOptions options, Action<NabFile, IReadOnlyList<int>>? report = null,
        CancellationToken cancellation = default)
    {
        var alarms = new List<IReadOnlyList<int>>();
        foreach (NabFile file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            using var detector = new ChannelDetector(backend, 1, file.Probation, options);
            List<int> own =
                [
                    .. Enumerable.Range(0, file.Values.Count)
                        .Where(r => detector.Take(file.Stamps[r], [file.Values[r]]).IsAlarm),
                ];
            alarms.Add(own);
            report?.Invoke(file, own);
        }

        return alarms;
    }

    /// <summary>The alarms of the windowed Gaussian.</summary>
    /// <param name="deviations">Deviations that are an alarm.</param>
    /// <param name="quiet">Rows without another alarm after one, as a share of the probation; 0 for every row.</param>
    /// <returns>Rows with an alarm, a list for each file.</returns>
    public IReadOnlyList<IReadOnlyList<int>> WindowedGaussian(double deviations, double quiet) =>
        [.. files.Select(file => Alarms(file, Baselines.WindowedGaussian.Score(file.Values), deviations, quiet))];

    /// <summary>The normalised score of alarms on some of the files.</summary>
    /// <param name="alarms">A list for each file.</param>
    /// <param name="profile">What hits, false alarms and misses are worth.</param>
    /// <param name="which">Which files count; null for all.</param>
    /// <returns>At most 100.</returns>
    public double Score(IReadOnlyList<IReadOnlyList<int>> alarms, NabProfile profile, Func<int, bool>? which = null)
    {
        ArgumentNullException.ThrowIfNull(alarms);
        int[] chosen = [.. Enumerable.Range(0, files.Count).Where(which ?? (_ => true))];
        double raw = chosen.Sum(f => NabScorer.Score(files[f].Values.Count, files[f].Windows, alarms[f], profile));
        int windows = chosen.Sum(f => NabScorer.Countable(files[f].Values.Count, files[f].Windows));
        return NabScorer.Normalise(raw, windows, profile);
    }

    private static List<int> Alarms(NabFile file, double[] scores, double threshold, double quiet)
    {
        var alarms = new List<int>();
        int rows = (int)(quiet * file.Probation);
        for (int r = file.Probation; r < scores.Length; r++)
        {
            if (scores[r] > threshold && (alarms.Count == 0 || r - alarms[^1] > rows))
            {
                alarms.Add(r);
            }
        }

        return alarms;
    }
}
