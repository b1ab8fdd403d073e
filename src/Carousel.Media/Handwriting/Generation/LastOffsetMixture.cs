using Carousel.Jobs.Fitting;

namespace Carousel.Handwriting;

/// <summary>
/// The strongest guess without memory: a mixture of normal distributions that knows the offset before and whether the
/// pen was lifted, and nothing from further back. Kept in the model file.
/// </summary>
/// <remarks>
/// Offset before and offset, with a share of lifts, are fitted together by expectation maximisation, for each state of
/// the pen; what an offset costs is its density given the offset before:
/// p(now | before) = Σ wⱼ(before) N(now; mean and covariance of component j given before), wⱼ ∝ πⱼ N(before; j). So
/// shapes of densities count equally for it and for the network, and only memory sets them apart.
/// </remarks>
/// <param name="States">One for a pen that is down, one for a pen that has been lifted.</param>
internal sealed record LastOffsetMixture(IReadOnlyList<IReadOnlyList<JointNormal>> States)
{
    private const int Rounds = 60, MostMoves = 40_000;
    private const ulong Seed = 1;

    /// <summary>What it is called in tables.</summary>
    public string Title => $"mixture of {States[0].Count} on the last offset, no memory";

    /// <summary>Fits it; the result depends only on the drawings.</summary>
    /// <param name="drawings">From what; of many offsets as many as 40,000 at equal distances.</param>
    /// <param name="components">M.</param>
    public static LastOffsetMixture Fit(IReadOnlyList<PenOffsets> drawings, int components)
    {
        ILookup<bool, PenMove> moves = drawings.SelectMany(d => d.Moves).ToLookup(m => m.Lifted);
        return new LastOffsetMixture([Fit([.. moves[false]], components), Fit([.. moves[true]], components)]);
    }

    /// <summary>The distribution of the offset after another one.</summary>
    /// <param name="before">The offset before, and whether the pen was lifted after it.</param>
    public OffsetMixture Behind((double X, double Y, bool Lifted) before)
    {
        var move = new PenMove(before.X, before.Y, before.Lifted, 0, 0, Lift: false);
        IReadOnlyList<JointNormal> components = States[before.Lifted ? 1 : 0];
        double[] logarithms = [.. components.Select(c => c.LogBefore(move))];
        double all = NormalPair.LogSum(logarithms);
        double[] weights = [.. logarithms.Select(l => Math.Exp(l - all))];
        return new OffsetMixture(
            weights, [.. components.Select(c => c.Next with { X = c.X.At(move), Y = c.Y.At(move) })],
            components.Select((c, j) => weights[j] * c.Lift).Sum());
    }

    /// <summary>What a point costs.</summary>
    public PenNats Nats(PenMove move) => Behind(move.Before).Nats(move);

    private static JointNormal[] Fit(PenMove[] moves, int components)
    {
        int stride = Math.Max(1, (moves.Length + MostMoves - 1) / MostMoves);
        moves = [.. moves.Where((_, m) => m % stride == 0)];
        var whole = JointNormal.Of(moves, [.. moves.Select(_ => 1.0)]);
        if (moves.Length == 0)
        {
            return [whole];
        }

        var draws = new SimulationDraws(Seed, "centres of a mixture");
        JointNormal[] mixture =
        [
            .. Enumerable.Range(0, components).Select(_ => whole.Around(moves[draws.Below(moves.Length)], components)),
        ];
        for (int round = 0; round < Rounds; round++)
        {
            mixture = [.. Shares(moves, mixture).Select(s => JointNormal.Of(moves, s))];
        }

        return mixture;
    }

    /// <summary>How far each offset belongs to each component.</summary>
    /// <returns>[components][offsets].</returns>
    private static double[][] Shares(PenMove[] moves, JointNormal[] mixture)
    {
        double[][] shares = [.. mixture.Select(_ => new double[moves.Length])];
        for (int m = 0; m < moves.Length; m++)
        {
            PenMove move = moves[m];
            double[] logarithms =
            [
                .. mixture.Select(
                    c =>
                        Math.Log(c.Weight * (move.Lift ? c.Lift : 1 - c.Lift))
                            - c.Before.Nats(move.BeforeX, move.BeforeY) - c.NatsOfNext(move)),
            ];
            double all = NormalPair.LogSum(logarithms);
            for (int j = 0; j < logarithms.Length; j++)
            {
                shares[j][m] = Math.Exp(logarithms[j] - all);
            }
        }

        return shares;
    }
}
