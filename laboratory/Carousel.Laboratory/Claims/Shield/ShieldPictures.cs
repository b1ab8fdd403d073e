using Carousel.Report;

namespace Carousel.Laboratory.Claims.Shield;

/// <summary>The pictures and the table of what gates are there for.</summary>
internal static class ShieldPictures
{
    private static readonly double[] _shown = [ShieldClaim.Open, 0.5, 0.1, ShieldClaim.Closed];

    /// <summary>All, the most telling first.</summary>
    /// <param name="outside">[seeds][gates].</param>
    /// <param name="rows">All variants, the whole LSTM first.</param>
    /// <param name="length">T.</param>
    public static IEnumerable<Block> Of(OutsideError[][] outside, ShieldRow[] rows, int length)
    {
        yield return Lags(outside, length);
        yield return new BarChart(
            "Runs solved, by the gate that was taken away", Axis.Category("", [.. rows.Select(r => r.Variant.Name)]), [
            new Series("adding", [.. rows.Select(r => ShieldRow.Share(r.Adding))]),
            new Series("latest", [.. rows.Select(r => ShieldRow.Share(r.Latest))])])
        {
            Summary = string.Join(
                "; ",
                rows.Select(
                    r =>
                        $"{r.Variant.Name}: adding {ShieldRow.Share(r.Adding):P0}, "
                        + $"latest {ShieldRow.Share(r.Latest):P0}")) + ".",
            ValueName = "share of runs solved",
        };
        yield return Gates(outside);
        yield return Table(rows, length);
    }

    private static LineChart Lags(OutsideError[][] outside, int length)
    {
        double[] open = Mean(outside, ShieldClaim.Open), closed = Mean(outside, ShieldClaim.Closed);
        double near = closed[0] / open[0], far = closed[^1] / open[^1];
        string over = far < near
            ? "the closed gate falls further behind"
            : "the closed gate does not fall further behind";
        return new LineChart(
            "An error at the output, in cells of earlier steps",
            Axis.Range("steps before the last", 1, length),
            [.. _shown.Select(o => new Series($"output gate {o}", Mean(outside, o)))])
        {
            Caption =
                "The output gate is held at one value for the whole sequence. Root mean square over units, geometric "
                + "mean over seeds. With the gate closed nothing comes back by way of the recurrent weights either.",
            Summary =
                $"With the gate at {ShieldClaim.Open} the cell one step before receives {ClaimNumbers.Short(open[0])} "
                + $"of an error, with the gate at {ShieldClaim.Closed} {ClaimNumbers.Short(closed[0])}, "
                + $"{ClaimNumbers.Short(near)} of it; over {length} steps it is {ClaimNumbers.Short(open[^1])} and "
                + $"{ClaimNumbers.Short(closed[^1])}, {ClaimNumbers.Short(far)} of it: {over}.",
            ValueName = "share of the error",
            IsLogarithmic = true,
        };
    }

    private static LineChart Gates(OutsideError[][] outside)
    {
        double[] measured = [.. ShieldClaim.Gates.Select(o => Mean(outside, o)[0])];
        double[] closedForm =
        [
            .. ShieldClaim.Gates.Select((_, k) => Math.Exp(outside.Average(o => Math.Log(o[k].ClosedForm)))),
        ];
        return new LineChart(
            "The error one step before, over the output gate",
            Axis.Number("output gate", ShieldClaim.Gates), [
            new Series("measured", measured), new Series("o·(1 − tanh²c)·f", closedForm, SeriesRole.Baseline)])
        {
            Summary =
                $"The error that reaches the cell goes from {ClaimNumbers.Short(measured[0])} at a gate "
                + $"of {ShieldClaim.Closed} to {ClaimNumbers.Short(measured[^1])} at {ShieldClaim.Open}; o·(1 − "
                + $"tanh²c)·f gives {ClaimNumbers.Short(closedForm[0])} and {ClaimNumbers.Short(closedForm[^1])}.",
            ValueName = "share of the error",
        };
    }

    private static Table Table(ShieldRow[] rows, int length)
    {
        static string Cell(ShieldTrial[] outcomes) =>
            $"{outcomes.Count(o => o.IsSolved)} of {outcomes.Length}"
            + $"{(outcomes.Count(o => o.IsDiverged) is var diverged && diverged > 0 ? $", {diverged} diverged" : "")}";
        static string Range(ShieldTrial[] outcomes) => outcomes.Any(o => o.IsSolved)
            ? $"{ClaimNumbers.Count(outcomes.Where(o => o.IsSolved).Min(o => o.Sequences))} "
                + $"– {ClaimNumbers.Count(outcomes.Where(o => o.IsSolved).Max(o => o.Sequences))}"
            : "–";
        return new Table(
            [
                new("Cell", Alignment.Left), new("Adding solved"), new("sequences"), new("squared error"),
                new("Latest solved"), new("sequences"), new("squared error"),
                new($"over {ShieldClaim.LongerFactor * length} steps"),
            ],
            [
                .. rows.Select(r => TableRow.Of(
                    r.Variant.Name, Cell(r.Adding), Range(r.Adding), ClaimNumbers.Short(r.Adding.Average(o => o.Loss)),
                    Cell(r.Latest), Range(r.Latest), ClaimNumbers.Short(r.Latest.Average(o => o.Loss)),
                    ClaimNumbers.Short(r.LongerLoss))),
            ])
        {
            Caption = "With all gates, and with one taken away",
            Note =
                $"Sequences until solved, the least and the most of the runs that were; the others were not "
                + $"within {ClaimNumbers.Count(rows[0].Budget)}. Squared error on untouched sequences, mean over all "
                + $"runs; over the longer sequences, mean over the runs that were solved.",
        };
    }

    private static double[] Mean(OutsideError[][] outside, double gate)
    {
        int place = Array.IndexOf(ShieldClaim.Gates, gate);
        return [
            .. Enumerable.Range(0, outside[0][place].IntoCell.Length)
                .Select(
                    lag => Math.Exp(outside.Average(o => Math.Log(Math.Max(o[place].IntoCell[lag], double.Epsilon))))),
        ];
    }
}
