using System.Globalization;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Brackets;

/// <summary>The pictures and the table of the claim on brackets; every point is the mean over the seeds.</summary>
internal static class BracketPictures
{
    /// <summary>The pictures, the most telling first, then the table.</summary>
    /// <param name="outcomes">All trials.</param>
    public static IReadOnlyList<Block> Draw(IReadOnlyList<BracketOutcome> outcomes) =>
        [
            OverDepth(outcomes), OverDistance(outcomes), .. DepthOverDistance(outcomes), OverLength(outcomes),
            Figures(outcomes),
        ];

    private static LineChart OverDepth(IReadOnlyList<BracketOutcome> outcomes)
    {
        Series[] lines = [.. Lines(outcomes, (lstm, most) => lstm || most, o => [.. o.OverDepth.Select(s => s.Words)])];
        return new LineChart(
            "Words read without a wrong step, over their depth",
            Axis.Range("depth of the word: most brackets open at once", 1, BracketTrial.Deepest), lines)
        {
            ValueName = "share of words",
            Span = ValueSpan.Share,
            Decimals = 3,
            Markers = [new Marker(BracketTrial.TrainedDepth - 1, "deepest in training")],
            Caption =
                $"Words of {BracketTrial.BarLength} symbols; training words are at most {BracketTrial.TrainedLength} "
                + $"long and {BracketTrial.TrainedDepth} deep.",
            Summary =
                $"At the trained depth {BracketTrial.TrainedDepth}: {At(lines, BracketTrial.TrainedDepth - 1)}; one "
                + $"deeper: {At(lines, BracketTrial.TrainedDepth)}.",
        };
    }

    private static LineChart OverDistance(IReadOnlyList<BracketOutcome> outcomes)
    {
        Series[] lines = [.. Lines(outcomes, (_, most) => most, o => o.AtBar.OverDistance)];
        int kinds = outcomes.Max(o => o.Trial.Kinds);
        return new LineChart(
            "Naming the closing bracket, over distance",
            Axis.Category("symbols from the opening to the closing bracket", BracketScores.Distances), lines)
        {
            ValueName = "share of right closing brackets",
            Span = ValueSpan.Share,
            Decimals = 3,
            Caption = $"{BracketText.Kinds(kinds)}, words of {BracketTrial.BarLength} symbols of the trained depth.",
            Summary =
                $"With {BracketText.Kinds(kinds)} and {BracketScores.Distances[^1]} symbols between the brackets, "
                + $"these shares are right: " + At(lines, BracketScores.Distances.Count - 1) + ".",
        };
    }

    // Of the LSTM alone: where it fails, is it for the depth or for the distance?
    private static IEnumerable<HeatMap> DepthOverDistance(IReadOnlyList<BracketOutcome> outcomes)
    {
        int kinds = outcomes.Max(o => o.Trial.Kinds);
        BracketOutcome[] lstm = [.. outcomes.Where(o => o.Trial.Cell == CellKind.Lstm && o.Trial.Kinds == kinds)];
        if (lstm.Length == 0)
        {
            yield break;
        }

        double[][] shares =
        [
            .. Enumerable.Range(0, BracketTrial.Deepest)
                .Select(d => Mean([.. lstm.Select(o => o.OverDepth[d].OverDistance)])),
        ];
        string Row(int depth) =>
            string.Join(", ", BracketScores.Distances.Select((name, k) => (name, Share: shares[depth - 1][k]))
            .Where(p => !double.IsNaN(p.Share)).Select(p => $"{p.name} {BracketText.Percent(p.Share)}"));
        yield return new HeatMap(
            "Naming the closing bracket: depth over distance",
            Axis.Category("symbols from the opening to the closing bracket", BracketScores.Distances),
            [.. Enumerable.Range(1, BracketTrial.Deepest).Select(d => d.ToString(CultureInfo.InvariantCulture))],
            [.. shares.SelectMany(row => row.Select(v => (float)v))])
        {
            RowName = "depth of the word",
            Minimum = 0,
            Maximum = 1,
            ValueName = "share of right closing brackets",
            Decimals = 3,
            Caption =
                $"LSTM, {BracketText.Kinds(kinds)}, words of {BracketTrial.BarLength} symbols; training words are at "
                + $"most {BracketTrial.TrainedDepth} deep. No colour: no such bracket. Mean over the seeds.",
            Summary =
                $"At depth {BracketTrial.TrainedDepth}, by distance: {Row(BracketTrial.TrainedDepth)}. At "
                + $"depth {BracketTrial.Deepest}: {Row(BracketTrial.Deepest)}.",
        };
    }

    private static LineChart OverLength(IReadOnlyList<BracketOutcome> outcomes)
    {
        Series[] lines =
        [
            .. Lines(outcomes, (lstm, most) => lstm || most, o => [.. o.OverLength.Select(s => s.Steps)]),
        ];
        string[] names = [.. BracketTrial.Lengths.Select(l => l.ToString(CultureInfo.InvariantCulture))];
        return new LineChart("Beyond the trained length", Axis.Category("symbols of a word", names), lines)
        {
            ValueName = "share of right steps",
            Span = ValueSpan.Share,
            Decimals = 4,
            Markers = [new Marker(0, "longest in training")],
            Caption = $"Words of the trained depth, at most {BracketTrial.TrainedDepth}.",
            Summary = $"In words of {names[^1]} symbols these shares of the steps are right: "
                + At(lines, names.Length - 1) + ".",
        };
    }

    private static Table Figures(IReadOnlyList<BracketOutcome> outcomes)
    {
        TableColumn[] columns =
        [
            new("network", Alignment.Left), new("parameters"),
            .. BracketTrial.Lengths.Select(
                l => new TableColumn(string.Create(CultureInfo.InvariantCulture, $"length {l}"))),
            new("least of the seeds at 100"), new("closings at 100"), new("balanced at 100"), new("whole words at 100"),
            new("depth 6–10"), new("always one answer"), new("stopped"),
        ];
        var rows = outcomes.GroupBy(o => (o.Trial.Kinds, o.Trial.Cell)).Select(group => TableRow.Of(
        [
            $"{ComparedCells.Name(group.Key.Cell)}, {BracketText.Kinds(group.Key.Kinds)}",
            group.First().Parameters.ToString("N0", CultureInfo.InvariantCulture),
            .. BracketTrial.Lengths.Select((_, l) => BracketText.Percent(group.Average(o => o.OverLength[l].Steps))),
            BracketText.Percent(group.Min(o => o.AtBar.Steps)),
            group.Key.Kinds == 1 ? "–" : BracketText.Percent(group.Average(o => o.AtBar.Closings)),
            BracketText.Percent(group.Average(o => o.AtBar.Balanced)),
            BracketText.Percent(group.Average(o => o.AtBar.Words)),
            BracketText.Percent(group.Average(o => o.Deeper)),
            BracketText.Percent(group.Average(
                o => Math.Max(o.AtBar.ClosedShare, (1 - o.AtBar.ClosedShare) / o.Trial.Kinds))),
            string.Create(CultureInfo.InvariantCulture, $"{group.Count(o => o.IsDiverged)} of {group.Count()}"),
        ]));
        return new Table(columns, [.. rows])
        {
            Caption = "Share of right steps, mean over the seeds",
            Note =
                "Closings: the kind of a closing bracket, asked right before it. Balanced: mean of the steps with and "
                + "without an open bracket. Whole words: no step wrong. Always one answer: what the best constant "
                + "answer gets right at length 100. Stopped: training ended with a number that is not finite.",
        };
    }

    private static IEnumerable<Series> Lines(
        IReadOnlyList<BracketOutcome> outcomes, Func<bool, bool, bool> isDrawn, Func<BracketOutcome, double[]> values)
    {
        int most = outcomes.Max(o => o.Trial.Kinds);
        return outcomes.GroupBy(o => (o.Trial.Kinds, o.Trial.Cell))
            .Where(g => isDrawn(g.Key.Cell == CellKind.Lstm, g.Key.Kinds == most))
            .Select(
                g =>
                    new Series(
                        $"{ComparedCells.Name(g.Key.Cell)}, {BracketText.Kinds(g.Key.Kinds)}",
                        Mean([.. g.Select(values)])));
    }

    private static double[] Mean(double[][] rows) =>
        [
            .. Enumerable.Range(0, rows[0].Length)
                .Select(i => rows.Select(r => r[i]).Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average()),
        ];

    private static string At(Series[] lines, int at) =>
        string.Join(", ", lines.Select(l => $"{l.Name} {BracketText.Percent(l.Values[at])}"));
}
