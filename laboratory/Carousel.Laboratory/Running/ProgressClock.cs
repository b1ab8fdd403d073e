using System.Diagnostics;

namespace Carousel.Laboratory.Running;

/// <summary>Says how far a run is, and how long it may still take.</summary>
/// <param name="runs">The rows.</param>
/// <param name="threads">Rows or parts of rows that run at a time.</param>
/// <param name="started">When the run began.</param>
internal sealed class ProgressClock(RowRun[] runs, int threads, long started)
{
    // A trial that has taken longer than expected is assumed to run for a while.
    private const double Overtime = 1.3;

    /// <summary>The state at this moment.</summary>
    public LaboratoryProgress Read()
    {
        RowProgress[] rows = [.. runs.Select(r => r.Read())];
        return new LaboratoryProgress(Stopwatch.GetElapsedTime(started), FindLeft(rows), rows);
    }

    private TimeSpan? FindLeft(RowProgress[] rows)
    {
        double longest = 0;
        double running = 0;
        double waiting = 0;
        (double spent, double spentCost) = (0, 0);
        for (int i = 0; i < rows.Length; i++)
        {
            RowRun run = runs[i];
            if (run.IsDone)
            {
                (spent, spentCost) = (spent + (rows[i].Result?.Seconds ?? 0), spentCost + run.Cost);
            }
            else if (run.Started == 0)
            {
                waiting += run.Cost;
            }
            else
            {
                double elapsed = Stopwatch.GetElapsedTime(run.Started).TotalSeconds;
                double share = ShareDone(rows[i], run);
                double left = share > 0 ? elapsed * (1 - share) / share : double.NaN;
                (spent, spentCost) = (spent + elapsed, spentCost + (run.Cost * share));
                (longest, running) = (Math.Max(longest, left), running + left);
            }
        }

        double rest = waiting == 0 ? 0 : spent / spentCost * waiting;
        double seconds = Math.Max(longest, (running + rest) / threads);
        return double.IsFinite(seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(99).TotalSeconds))
            : null;
    }

    // Trials in lanes go side by side: the row ends with the last of them. Those that wait take as long again.
    private static double ShareDone(RowProgress row, RowRun run)
    {
        double least = double.PositiveInfinity;
        double sum = 0;
        foreach (TrialProgress trial in row.Trials)
        {
            double share = trial.IsDone
                ? 1
                : trial.Sequences
                    / Math.Clamp(trial.Sequences * Overtime, Math.Min(run.Expected, run.Budget), run.Budget);
            (least, sum) = (Math.Min(least, share), sum + share);
        }

        return row.Trials.Count == 0 ? 0
            : row.Trials.Count == row.TrialCount ? least
            : Math.Min(least, sum / row.TrialCount);
    }
}
