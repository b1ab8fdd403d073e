using Carousel.Cli.Rendering;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Running;

namespace Carousel.Lab.Rendering;

/// <summary>
/// Says on standard error how far the trials are: one line that is drawn again on a terminal, a line for each complete
/// row in a log.
/// </summary>
/// <param name="terminal">Where to, or null for nowhere.</param>
/// <param name="keep">Receives each row once, as soon as it is complete.</param>
/// <param name="threads">Rows that run at a time.</param>
internal sealed class LaboratoryProgressView(Terminal? terminal, Action<RowResult> keep, int threads)
    : IProgress<LaboratoryProgress>, IDisposable
{
    private readonly HashSet<ExperimentRow> _complete = [];
    private bool _isDrawn;

    /// <inheritdoc/>
    public void Report(LaboratoryProgress value)
    {
        foreach (RowProgress row in value.Rows)
        {
            if (row.Result is { } result && _complete.Add(row.Row))
            {
                keep(result);
                Say($"  {Line(result)}");
            }
        }

        if (terminal is { ErrorIsTerminal: true })
        {
            Draw(Line(value, threads));
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose() => Draw("");

    /// <summary>A run in one line.</summary>
    public static string Line(LaboratoryProgress progress, int threads)
    {
        RowProgress[] running = [.. progress.Rows.Where(r => r.Result is null && r.Trials.Count > 0)];
        string left = progress.Left is { } time ? $"  {FigureText.Clock(time)} left" : "";
        string rows = progress.Rows.Count > 1
            ? $"{progress.Rows.Count(r => r.Result is not null)}/{progress.Rows.Count} rows{left}  "
            : "";
        return $"  {rows}{string.Join("  ", running.Take(threads).Select(r => Line(r, progress.Rows.Count == 1)))}"
            + $"{(rows.Length > 0 ? "" : left)}";
    }

    private static string Line(RowProgress row, bool isOnly)
    {
        int done = row.Trials.Count(t => t.IsDone);
        TrialProgress[] running = [.. row.Trials.Where(t => !t.IsDone)];
        string trials = $"{done}/{row.TrialCount}";
        if (running.Length == 0)
        {
            return $"{row.Row.Name} {trials}";
        }

        double error = running.Where(t => double.IsFinite(t.Error)).Select(t => t.Error).DefaultIfEmpty(double.NaN)
            .Average();
        string sequences = FigureText.Count((long)running.Average(t => t.Sequences));
        return isOnly
            ? $"{row.Row.Name}  {trials} trials done, {row.Trials.Count(t => t.IsSolved)} succeeded  {sequences} "
                + $"sequences  error {FigureText.Number(error)}"
            : $"{row.Experiment} {row.Row.Name} {trials} {sequences}";
    }

    private static string Line(RowResult result) =>
        $"{result.Experiment} {result.Row.Name}: {result.Successes}/{result.Trials} succeeded"
        + (result.MeanSequences is { } mean ? $" after {FigureText.Count((long)Math.Round(mean))} sequences" : "")
        + $", {FigureText.Clock(TimeSpan.FromSeconds(result.Seconds))}";

    private void Say(string line)
    {
        Draw("");
        terminal?.Error.WriteLine(line);
    }

    private void Draw(string line)
    {
        if (terminal is { ErrorIsTerminal: true } && (line.Length > 0 || _isDrawn))
        {
            terminal.Draw(line);
            _isDrawn = line.Length > 0;
        }
    }
}
