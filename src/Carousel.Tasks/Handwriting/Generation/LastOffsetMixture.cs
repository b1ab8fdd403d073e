using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>The strongest guess without memory: a mixture of normal distributions that knows the offset before and whether the pen was lifted, and nothing from further back. Kept in the model file.</summary>
/// <remarks>
/// Offset before and offset, with a share of lifts, are fitted together by expectation maximisation, for each state of the pen; what an offset costs is its density given the offset before:
/// p(now | before) = Σ wⱼ(before) N(now; mean and covariance of component j given before), wⱼ ∝ πⱼ N(before; j). So shapes of densities count equally for it and for the network, and only memory sets them apart.
/// </remarks>
/// <param name="States">One for a pen that is down, one for a pen that has been lifted.</param>
internal sealed record LastOffsetMixture(IReadOnlyList<IReadOnlyList<JointNormal>> States)
{
    /// <summary>What it is called in files.</summary>
    public const string Name = "last_offset_mixture";

    private const int Rounds = 60, MostRows = 40_000;
    private const ulong Seed = 1;

    /// <summary>What it is called in tables.</summary>
    public string Title => $"mixture of {States[0].Count} on the last offset, no memory";

    /// <summary>Fits it; a function of the drawings alone.</summary>
    /// <param name="drawings">From what; of many offsets as many as 40,000 at equal distances.</param>
    /// <param name="components">M.</param>
    public static LastOffsetMixture Fit(IReadOnlyList<PenOffsets> drawings, int components)
    {
        ILookup<bool, OffsetBaseline.Row> rows = OffsetBaseline.Rows(drawings).ToLookup(r => r.Lifted);
        return new LastOffsetMixture([Fit([.. rows[false]], components), Fit([.. rows[true]], components)]);
    }

    /// <summary>What a drawing costs: nats of offsets and of lifts.</summary>
    public (double Offset, double Lift) Nats(PenOffsets drawing)
    {
        double offset = 0, lift = 0;
        foreach (OffsetBaseline.Row row in OffsetBaseline.Rows([drawing]))
        {
            IReadOnlyList<JointNormal> components = States[row.Lifted ? 1 : 0];
            double[] before = [.. components.Select(c => Math.Log(c.Weight) - c.NatsBefore(row))];
            double all = LogSum(before);
            offset += all - LogSum([.. components.Select((c, j) => before[j] - c.NatsOfNext(row))]);
            double lifts = components.Select((c, j) => Math.Exp(before[j] - all) * c.Lift).Sum();
            lift -= Math.Log(row.Lift ? lifts : 1 - lifts);
        }

        return (offset, lift);
    }

    private static JointNormal[] Fit(OffsetBaseline.Row[] rows, int components)
    {
        int stride = Math.Max(1, (rows.Length + MostRows - 1) / MostRows);
        rows = [.. rows.Where((_, r) => r % stride == 0)];
        JointNormal whole = JointNormal.Of(rows, [.. rows.Select(_ => 1.0)], rows.Length);
        var draws = new SimulationDraws(Seed, "centres of a mixture");
        JointNormal[] mixture = [.. Enumerable.Range(0, rows.Length == 0 ? 1 : components).Select(_ => rows.Length == 0 ? whole : whole.Around(rows[draws.Below(rows.Length)], components))];
        var shares = new double[mixture.Length][];
        for (int j = 0; j < shares.Length; j++)
        {
            shares[j] = new double[rows.Length];
        }

        for (int round = 0; round < Rounds && rows.Length > 0; round++)
        {
            Expect(rows, mixture, shares);
            mixture = [.. shares.Select(s => JointNormal.Of(rows, s, rows.Length))];
        }

        return mixture;
    }

    private static void Expect(OffsetBaseline.Row[] rows, JointNormal[] mixture, double[][] shares)
    {
        var logarithms = new double[mixture.Length];
        for (int r = 0; r < rows.Length; r++)
        {
            for (int j = 0; j < logarithms.Length; j++)
            {
                JointNormal c = mixture[j];
                logarithms[j] = Math.Log(c.Weight * (rows[r].Lift ? c.Lift : 1 - c.Lift)) - c.NatsBefore(rows[r]) - c.NatsOfNext(rows[r]);
            }

            double all = LogSum(logarithms);
            for (int j = 0; j < logarithms.Length; j++)
            {
                shares[j][r] = Math.Exp(logarithms[j] - all);
            }
        }
    }

    private static double LogSum(double[] logarithms)
    {
        double most = logarithms.Max();
        return most + Math.Log(logarithms.Sum(l => Math.Exp(l - most)));
    }
}
