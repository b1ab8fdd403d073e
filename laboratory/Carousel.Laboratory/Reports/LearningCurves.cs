using Carousel.Laboratory.Running;
using Carousel.Report;

namespace Carousel.Laboratory.Reports;

/// <summary>
/// Learning curves of an experiment on a common axis: of each trial where one row was run, of a trial of each row where
/// several were.
/// </summary>
internal static class LearningCurves
{
    private const int Positions = 120;
    private const int MostLines = 10;

    /// <summary>The charts, of ten lines each at most; none where nothing was learned.</summary>
    /// <param name="result">The experiment.</param>
    public static IEnumerable<Chart> Draw(ExperimentResult result)
    {
        (string Name, IReadOnlyList<CurvePoint> Curve)[] lines = [.. Lines(result).Where(l => l.Curve.Count > 0)];
        if (lines.Length == 0)
        {
            return [];
        }

        // Rows differ by powers of ten: the axis is logarithmic in the number of sequences.
        double last = lines.Max(l => (double)l.Curve[^1].Sequences);
        double first = Math.Max(1, Math.Min(last / 10, lines.Min(l => (double)l.Curve[0].Sequences)));
        double[] positions =
        [
            .. Enumerable.Range(0, Positions)
                .Select(i => Math.Round(first * Math.Pow(last / first, i / (Positions - 1.0)))).Distinct(),
        ];
        string[] names = [.. positions.Select(p => ResultSentence.Count(p))];
        var axis = Axis.Category("training sequences", names);
        (string Name, IReadOnlyList<CurvePoint> Curve)[][] charts = [.. lines.Chunk(MostLines)];
        return charts.Select((drawn, i) => new LineChart(
            charts.Length == 1 ? "Learning curves" : $"Learning curves, {i + 1} of {charts.Length}", axis,
            [.. drawn.Select(l => new Series(l.Name, At(l.Curve, positions)))])
        {
            Caption = result.Rows.Count == 1
                ? "A line for each trial; it ends where the trial did."
                : "The first successful trial of each row, or its first where none succeeded; a line ends where its "
                    + "trial did.",
            ValueName = "mean absolute error",
            IsLogarithmic = true,
        });
    }

    private static IEnumerable<(string Name, IReadOnlyList<CurvePoint> Curve)> Lines(ExperimentResult result) =>
        result.Rows.Count == 1
        ? result.Rows[0].Outcomes.Select(o => ($"trial {o.Number + 1}", o.Curve))
        : result.Rows.Where(r => r.Outcomes.Count > 0)
            .Select(r => (r.Row.Name, (r.Outcomes.FirstOrDefault(o => o.IsSolved) ?? r.Outcomes[0]).Curve));

    private static double[] At(IReadOnlyList<CurvePoint> curve, double[] positions)
    {
        double[] values = new double[positions.Length];
        int next = 0;
        for (int i = 0; i < positions.Length; i++)
        {
            while (next < curve.Count && curve[next].Sequences < positions[i])
            {
                next++;
            }

            values[i] = next < curve.Count ? curve[next].Error : double.NaN;
        }

        return values;
    }
}
