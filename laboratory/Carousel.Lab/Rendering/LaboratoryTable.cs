using Carousel.Cli.Rendering;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Running;

namespace Carousel.Lab.Rendering;

/// <summary>
/// Measured and published values: a table for each experiment, and a sentence for each row.
/// </summary>
internal static class LaboratoryTable
{
    /// <summary>Writes the tables to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="results">What was measured.</param>
    /// <param name="left">Rows that were left out.</param>
    public static void Write(
        Terminal terminal, IReadOnlyList<ExperimentResult> results, IReadOnlyList<ExperimentRow> left)
    {
        if (results.Count == 0)
        {
            terminal.Out.WriteLine("  No trial has ended.");
        }

        for (int i = 0; i < results.Count; i++)
        {
            if (i > 0)
            {
                terminal.Out.WriteLine();
            }

            terminal.Out.WriteLine(
                $"{terminal.OutPen.Bold(results[i].Experiment.Title)} · {results[i].Experiment.Source}");
            terminal.Out.WriteLine();
            WriteRows(terminal, results[i].Rows);
            terminal.Out.WriteLine();
            foreach (RowResult row in results[i].Rows)
            {
                terminal.WriteLines(Sentences(row));
            }
        }

        if (left.Count > 0)
        {
            terminal.WriteLines(
                $"Left for --full: {string.Join(", ", left.Select(r => r.Name))}. To run one of them: "
                + $"--row {left[0].Name}");
        }
    }

    private static string Sentences(RowResult row)
    {
        string reductions = ResultSentence.Reductions(row);
        string stopped = row.IsComplete ? "" : $" Stopped: {row.Trials} of {row.TrialsAsked} trials ended.";
        IEnumerable<string> unmeasured = (row.Row.Published?.Figures ?? new Dictionary<string, double>())
            .Where(f => !row.Figures.ContainsKey(f.Key))
            .Select(f => $"{f.Key.Replace('_', ' ')} not measured (published {Number(f.Value)})");
        string figures = string.Join(", ", [.. row.Figures.Select(f => Figure(row, f.Key, f.Value)), .. unmeasured]);
        return $"{ResultSentence.Of(row)}{(figures.Length > 0 ? $" Further: {figures}." : "")}"
            + $"{(reductions.Length > 0 ? $" Reduced: {reductions}." : "")}{stopped}";
    }

    private static string Figure(RowResult row, string name, double value)
    {
        string measured = $"{name.Replace('_', ' ')} {Number(value)}";
        return row.Row.Published?.Figures.TryGetValue(name, out double published) == true
            ? $"{measured} (published {Number(published)})"
            : measured;
    }

    private static string Number(double value) => value == Math.Round(value) ? Count(value) : FigureText.Number(value);

    private static void WriteRows(Terminal terminal, IReadOnlyList<RowResult> rows)
    {
        string[] titles =
        [
            "weights", "succeeded", "published", "sequences", "range", "published", "ratio", "budget",
        ];
        TextGrid.Write(
            terminal,
            [new TextGrid.Column("row", IsText: true), .. titles.Select(t => new TextGrid.Column(t))],
            [
                .. rows.Select(row => (TextGrid.Cell[])
                [
                    new(row.Row.Name),
                    new(FigureText.Count(row.Row.WeightCount)),
                    new($"{row.Successes}/{row.Trials}"),
                    new(ResultSentence.PublishedShare(row.Row)),
                    new(row.MeanSequences is { } mean ? Count(mean) : FigureText.Unknown),
                    new(row.Successes > 1
                        ? $"{Count(row.Minimum!.Value)}–{Count(row.Maximum!.Value)}"
                        : FigureText.Unknown),
                    new(row.Row.Published?.MeanSequences is { } published ? Count(published) : FigureText.Unknown),
                    new(row.Ratio is { } ratio ? FigureText.Number(ratio, 2) : FigureText.Unknown),
                    new(FigureText.Count(row.Budget)),
                ]),
            ],
            gap: 2);
    }

    private static string Count(double number) => FigureText.Count((long)Math.Round(number));
}
