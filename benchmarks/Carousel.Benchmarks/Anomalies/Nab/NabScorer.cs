using Carousel.Anomalies;
using Carousel.Data;

namespace Carousel.Benchmarks.Anomalies.Nab;

/// <summary>
/// The score of the Numenta Anomaly Benchmark: early alarms inside a window are worth most, alarms outside cost, and
/// more the farther they are.
/// </summary>
/// <remarks>
/// Lavin and Ahmad 2015, "Evaluating real-time anomaly detection algorithms", equations 1 to 4, with the constants of
/// the benchmark's programs:
/// σ(y) = 2 / (1 + exp(5y)) − 1; a place inside a window is −1 at its first row and −1/width at its last; a place
/// after a window counts its width less 1
/// as 1, and from 3 on the weight is −1, as before the first window. The weight of a hit is divided by σ(−1), so
/// that the first row is worth A_TP.
/// Probation is the first 15 % of the rows and at most 750; nothing in it counts.
/// </remarks>
internal static class NabScorer
{
    private const double FarBehind = 3;
    private static readonly double _best = Sigmoid(-1);

    /// <summary>The score of one file, not yet normalised.</summary>
    /// <param name="rows">Rows of the file.</param>
    /// <param name="windows">Labelled windows, in order of time, without overlap.</param>
    /// <param name="alarms">Rows with an alarm, in any order; those of the probation are skipped.</param>
    /// <param name="profile">What hits, false alarms and misses are worth.</param>
    /// <returns>The sum over windows and false alarms.</returns>
    public static double Score(int rows, IReadOnlyList<RowRange> windows, IEnumerable<int> alarms, NabProfile profile)
    {
        int probation = ChannelDetector.LearnRowsOf(rows);
        RowRange[] own = [.. windows];
        var best = new double[own.Length];
        double outside = 0;
        foreach (int row in alarms.Distinct())
        {
            if (row < probation)
            {
                continue;
            }

            int at = Array.FindIndex(own, w => row >= w.Start && row < w.End);
            if (at >= 0)
            {
                best[at] = Math.Max(best[at], profile.Hit * Inside(own[at], row));
            }
            else
            {
                outside += profile.FalseAlarm * Outside(windows, row);
            }
        }

        double found = 0;
        for (int w = 0; w < windows.Count; w++)
        {
            // A window that ends inside the probation can't be found or missed.
            found += windows[w].End <= probation ? 0 : best[w] > 0 ? best[w] : -profile.Miss;
        }

        return found + outside;
    }

    /// <summary>
    /// The score of files together: 0 for a detector that never raises an alarm, 100 for one that raises exactly one at
    /// the start of every window.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="alarms">A list for each file.</param>
    /// <param name="profile">What hits, false alarms and misses are worth.</param>
    /// <param name="which">Which files count; null for all.</param>
    /// <returns>At most 100; below 0 if false alarms cost more than was found. NaN without a window.</returns>
    public static double Score(
        IReadOnlyList<NabFile> files, IReadOnlyList<IReadOnlyList<int>> alarms, NabProfile profile,
        Func<NabFile, bool>? which = null)
    {
        (double raw, int windows) = (0, 0);
        for (int f = 0; f < files.Count; f++)
        {
            if (which?.Invoke(files[f]) != false)
            {
                // A window that ends inside the probation can't be found or missed.
                raw += Score(files[f].Values.Count, files[f].Windows, alarms[f], profile);
                windows += files[f].Windows.Count(w => w.End > files[f].Probation);
            }
        }

        double nothing = -profile.Miss * windows;
        return windows == 0 ? double.NaN : 100 * (raw - nothing) / ((profile.Hit * windows) - nothing);
    }

    /// <summary>What a hit is worth: 1 at the first row of a window, less the later.</summary>
    /// <param name="window">The window.</param>
    /// <param name="row">A row in it.</param>
    /// <returns>Above 0 and at most 1.</returns>
    public static double Inside(RowRange window, int row) =>
        Sigmoid(-(window.End - row) / (double)window.Length) / _best;

    /// <summary>
    /// The cost of an alarm outside the windows: nearly 0 just after one, 1 far after it or before all.
    /// </summary>
    /// <param name="windows">Windows in order.</param>
    /// <param name="row">A row in none of them.</param>
    /// <returns>From −1 to 0.</returns>
    public static double Outside(IReadOnlyList<RowRange> windows, int row) =>
        windows.LastOrDefault(w => w.End <= row) is { Length: > 0 } before
            ? Sigmoid((row - (before.End - 1)) / (double)(before.Length - 1))
            : -1;

    private static double Sigmoid(double place) => place > FarBehind ? -1 : (2 / (1 + Math.Exp(5 * place))) - 1;
}
