using Carousel.Cells;
using Carousel.Inspection;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Gradient;

/// <summary>The pictures of error flow.</summary>
internal static class GradientPictures
{
    /// <summary>All, the most telling first.</summary>
    /// <param name="all">All networks.</param>
    /// <param name="length">T.</param>
    public static IEnumerable<Block> Of(IReadOnlyList<TrainedFlow> all, int length)
    {
        yield return Chart($"After training on adding over {length} steps", all, length, flow => flow.Trained);
        yield return Chart("Before training", all, length, flow => flow.Untrained);
        yield return Theory(all, length);
    }

    private static LineChart Chart(
        string title, IReadOnlyList<TrainedFlow> all, int length, Func<TrainedFlow, Dictionary<string, double[]>> of)
    {
        (string Name, double[][] Seeds)[] curves =
        [
            .. from cell in ComparedCells.All
               let ofCell = all.Where(f => f.Cell == cell).ToArray()
               from part in of(ofCell[0]).Keys
               select (Name(cell, part), ofCell.Select(f => of(f)[part]).ToArray()),
        ];
        double[] Combine(double[][] seeds, Func<IEnumerable<double>, double> how) =>
        [
            .. Enumerable.Range(0, length)
                .Select(lag => Math.Pow(10, how(seeds.Select(s => GradientClaim.Log(s[lag]))))),
        ];
        IEnumerable<string> left = curves.Select(
            c => $"{c.Name} {ClaimNumbers.Short(Combine(c.Seeds, v => v.Average())[^1])}");
        return new LineChart(
            title, Lags(length), [.. curves.Select(c => new Series(c.Name, Combine(c.Seeds, v => v.Average())))])
        {
            Bands =
            [
                .. curves.Where(c => c.Seeds.Length > 1)
                    .Select(
                        c =>
                            new Band(
                                $"{c.Name}: lowest to highest", Combine(c.Seeds, v => v.Min()),
                                Combine(c.Seeds, v => v.Max())) { Line = c.Name }),
            ],
            Caption = "Root mean square share of a random error that is left; geometric mean over seeds.",
            Summary = $"Share of an error left over {length - 1} steps: {string.Join(", ", left)}.",
            ValueName = "share of the error",
            IsLogarithmic = true,
        };
    }

    private static LineChart Theory(IReadOnlyList<TrainedFlow> all, int length)
    {
        var lines = new List<Series>();
        var ends = new List<string>();
        foreach (CellKind cell in ComparedCells.All)
        {
            StateFlow part = all.First(f => f.Cell == cell).First.Parts[^1];
            string name = Name(cell, part.Name);
            lines.Add(new Series(name, part.Gain));
            lines.Add(new Series($"{name}: {part.TheoryName}", part.Theory, SeriesRole.Baseline));
            ends.Add(
                $"{name} {ClaimNumbers.Short(part.Gain[^1])}, {part.TheoryName} {ClaimNumbers.Short(part.Theory[^1])}");
        }

        IEnumerable<string> gates = RecurrentCell.All.Where(cell => cell.KeepingGate is not null)
            .Select(cell => $"the {cell.KeepingGate!.Name}s of the {cell.Name}");
        return new LineChart(
            "Measured flow, gates alone, and powers of ρ", Lags(length), lines)
        {
            Caption =
                $"Dashed: the straight way alone, through {string.Join(" or ", gates)}; "
                + "what is above it came by way of the recurrent weights. For the Elman net the powers of the spectral "
                + "radius of R, which is what comes back where no unit saturates.",
            Summary = $"Share of an error left over {length - 1} steps: {string.Join("; ", ends)}.",
            ValueName = "share of the error",
            IsLogarithmic = true,
        };
    }

    private static string Name(CellKind cell, string part) =>
        cell == CellKind.Lstm ? $"LSTM, {(part == "c" ? "cell c" : "output h")}" : ComparedCells.Name(cell);

    private static Axis Lags(int length) => Axis.Range("steps before the last", 0, length);
}
