using Carousel.Report;

namespace Carousel.Laboratory.Claims.Physics;

/// <summary>
/// A protein that is made while its gene is on and degraded all the time, ten times as fast under repression: p′ = β s
/// − (α + ρ r) p.
/// </summary>
internal static class GeneCircuit
{
    private const double Degradation = 0.05, Repression = 0.45, Level = 0.8;
    private const int HalfPeriod = 4, Settling = 400;

    // Minutes, whether the gene is on, whether it is repressed; then pulses.
    private static readonly (int Minutes, bool IsOn, bool IsRepressed)[] _programme =
        [(60, true, false), (30, false, false), (50, true, false), (20, false, true), .. Pulses(12)];

    /// <summary>Runs it.</summary>
    public static PhysicsPart Run()
    {
        (double slow, double fast) = (
            HandCell.Logit(Math.Exp(-Degradation)), HandCell.Logit(Math.Exp(-(Degradation + Repression))));
        HandCell cell = new HandCell(2, 1)
            .Bias(HandCell.F, 0, slow).FromInput(HandCell.F, 0, 1, fast - slow)
            .Bias(HandCell.I, 0, -slow).FromInput(HandCell.I, 0, 1, slow - fast)
            .FromInput(HandCell.G, 0, 0, Math.Atanh(Level));
        (double[] found, double[] expected, double[] signal, double[] single) = Follow(cell, _programme);
        double error = PhysicsPart.Difference(found, expected);

        // Pulses long after the start: the closed form of the ripple is tanh(α P / 4) of the level.
        (double[] settled, _, _, _) = Follow(cell, Pulses(Settling));
        double[] last = settled[^(2 * HalfPeriod)..];
        double ripple = (last.Max() - last.Min()) / Level, closed = Math.Tanh(Degradation * HalfPeriod / 2);
        double half = Math.Log(2) / Degradation, halfRepressed = Math.Log(2) / (Degradation + Repression);
        var chart = new LineChart(
            "A leaky gene circuit: degradation is forgetting", Axis.Range("minutes", 1, found.Length), [
            new Series("protein in the cell", found), new Series("closed form", expected, SeriesRole.Baseline),
            new Series("gene on", [.. signal.Select(s => s * Level)], SeriesRole.Truth)])
        {
            Caption =
                "The gene is switched on, off and on, is repressed at minute 140 and then gets pulses of 4 minutes. "
                + "Repression makes the forget gate smaller; pulses come out smoothed.",
            Summary =
                $"Protein over time in a cell set by hand and by the closed form, which differ by at "
                + $"most {ClaimNumbers.Short(error)}; pulses leave a ripple of {ClaimNumbers.Short(ripple)} of their "
                + $"height.",
            ValueName = "protein",
        };
        return new PhysicsPart(
            [
                new("gene_error", error),
                new("gene_ripple_error", Math.Abs((ripple / closed) - 1)),
                new("gene_single_error", PhysicsPart.Difference(single, expected)),
                new("gene_ripple", ripple),
            ],
            $"the gene circuit by {ClaimNumbers.Short(error)} (half-life {ClaimNumbers.Short(half)} minutes, under "
            + $"repression {ClaimNumbers.Short(halfRepressed)}; of pulses a ripple of {ClaimNumbers.Short(ripple)} is "
            + $"left)", [chart]);
    }

    private static (int Minutes, bool IsOn, bool IsRepressed)[] Pulses(int count) =>
        [
            .. Enumerable.Range(0, count)
                .SelectMany(_ => new[] { (HalfPeriod, true, false), (HalfPeriod, false, false) }),
        ];

    // Closed form: from the protein at the start of a phase, by the exponential of the minutes since then.
    private static (double[] Found, double[] Expected, double[] Signal, double[] Single) Follow(
        HandCell cell, (int Minutes, bool IsOn, bool IsRepressed)[] programme)
    {
        var input = new List<double[]>();
        var expected = new List<double>();
        double start = 0;
        foreach ((int minutes, bool isOn, bool isRepressed) in programme)
        {
            (double rate, double level) = (Degradation + (isRepressed ? Repression : 0), isOn ? Level : 0);
            for (int minute = 1; minute <= minutes; minute++)
            {
                input.Add([isOn ? 1 : 0, isRepressed ? 1 : 0]);
                expected.Add(level + ((start - level) * Math.Exp(-rate * minute)));
            }

            start = expected[^1];
        }

        double[][] rows = [.. input];
        return (
            [.. cell.Run(rows).Select(c => c[0])], [.. expected], [.. input.Select(x => x[0])],
            [.. cell.RunLayer(rows).Select(c => c[0])]);
    }
}
