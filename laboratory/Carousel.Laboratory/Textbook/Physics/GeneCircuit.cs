namespace Carousel.Laboratory.Textbook.Physics;

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
    public static IReadOnlyDictionary<string, double> Run()
    {
        (double slow, double fast) = (
            HandCell.Logit(Math.Exp(-Degradation)), HandCell.Logit(Math.Exp(-(Degradation + Repression))));
        HandCell cell = new HandCell(2, 1)
            .Bias(HandCell.F, 0, slow).FromInput(HandCell.F, 0, 1, fast - slow)
            .Bias(HandCell.I, 0, -slow).FromInput(HandCell.I, 0, 1, slow - fast)
            .FromInput(HandCell.G, 0, 0, Math.Atanh(Level));
        (double[] found, double[] expected, double[] single) = Follow(cell, _programme);

        // Pulses long after the start: the closed form of the ripple is tanh(α P / 4) of the level.
        (double[] settled, _, _) = Follow(cell, Pulses(Settling));
        double[] last = settled[^(2 * HalfPeriod)..];
        double ripple = (last.Max() - last.Min()) / Level, closed = Math.Tanh(Degradation * HalfPeriod / 2);
        return new Dictionary<string, double>
        {
            ["gene_error"] = PhysicsPart.Difference(found, expected),
            ["gene_ripple_error"] = Math.Abs((ripple / closed) - 1),
            ["gene_single_error"] = PhysicsPart.Difference(single, expected),
            ["gene_ripple"] = ripple,
        };
    }

    private static (int Minutes, bool IsOn, bool IsRepressed)[] Pulses(int count) =>
        [
            .. Enumerable.Range(0, count)
                .SelectMany(_ => new[] { (HalfPeriod, true, false), (HalfPeriod, false, false) }),
        ];

    // Closed form: from the protein at the start of a phase, by the exponential of the minutes since then.
    private static (double[] Found, double[] Expected, double[] Single) Follow(
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
            [.. cell.Run(rows).Select(c => c[0])], [.. expected], [.. cell.RunLayer(rows).Select(c => c[0])]);
    }
}
