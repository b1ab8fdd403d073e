using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Running;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Reports;

/// <summary>
/// How near the truncated gradient is to the full one: the cosine of the angle between the changes of weights that one
/// sequence gives by either.
/// </summary>
internal static class GradientAgreement
{
    // A power of two, so that changes are large compared with the weights and exact.
    private const float Rate = 4096;

    private const int Sequences = 50;

    /// <summary>
    /// The cosines of a row's network, before it learned anything and after, and how many sequences were left out; null
    /// where the row has no memory cells or no task to look at, or no change of weights.
    /// </summary>
    /// <param name="row">The row, with the weights of a trial that succeeded.</param>
    public static ((double Mean, int Compared) Before, (double Mean, int Compared) After, int LeftOut)? Of(
        RowResult row)
    {
        if (row.Row.MakeProblem is not { } makeProblem)
        {
            return null;
        }

        using LaneNetwork made = row.Row.MakeNetwork(1);
        if (made is not BlockLanes lanes || lanes.WeightCount != row.Weights.Count)
        {
            return null;
        }

        string purpose = $"{row.Experiment}/{row.Row.Name}/agreement";
        lanes.Initialize(0, new TrialRandom(row.Seed, $"{purpose}/weights", 0));
        float[] weights = new float[lanes.WeightCount];
        lanes.ReadWeights(0, weights);
        (double Mean, int Compared) before = Cosine(
            lanes.Network, weights, makeProblem(), new TrialRandom(row.Seed, purpose, 0), Sequences);
        (double Mean, int Compared) after = Cosine(
            lanes.Network, [.. row.Weights], makeProblem(), new TrialRandom(row.Seed, purpose, 0), Sequences);
        return before.Compared == 0 || after.Compared == 0
            ? null
            : (before, after, (2 * Sequences) - before.Compared - after.Compared);
    }

    /// <summary>
    /// The cosine, averaged over new sequences; those of which a change is 0, or not a number, have none.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="problem">The task; its last step has the target.</param>
    /// <param name="random">Where the sequences come from.</param>
    /// <param name="count">How many.</param>
    /// <returns>The mean, 1 for equal directions, and of how many sequences it is.</returns>
    public static (double Mean, int Compared) Cosine(
        BlockNetwork network, ReadOnlySpan<float> weights, SequenceProblem problem, TrialRandom random, int count)
    {
        using BlockLanes truncated = Make(network, GradientKind.Truncated, problem);
        using BlockLanes full = Make(network, GradientKind.Full, problem);
        var sequence = new ProblemSequence();
        (double sum, int compared) = (0, 0);
        for (int n = 0; n < count; n++)
        {
            problem.Draw(random, sequence);
            double cosine = Cosine(Change(truncated, weights, sequence), Change(full, weights, sequence));
            (sum, compared) = double.IsFinite(cosine) ? (sum + cosine, compared + 1) : (sum, compared);
        }

        return (sum / compared, compared);
    }

    private static BlockLanes Make(BlockNetwork network, GradientKind gradient, SequenceProblem problem) =>
        BlockLanes.Make(network, new LearningRule { Rate = Rate, Gradient = gradient }, problem.HasSymbols, 1);

    private static unsafe double[] Change(BlockLanes lanes, ReadOnlySpan<float> weights, ProblemSequence sequence)
    {
        lanes.WriteWeights(0, weights);
        lanes.Reset(0);
        for (int t = -lanes.LeadingSteps; t < sequence.Length; t++)
        {
            CarouselTrace.Give(lanes, sequence, t);
            lanes.Step();
        }

        for (int o = 0; o < lanes.Outputs; o++)
        {
            float target = sequence.OutputSize > 0 ? sequence.Targets[^(lanes.Outputs - o)]
                : sequence.TargetSymbols[^1] == o ? 1
                : 0;
            lanes.OutputErrors[(long)o * lanes.Lanes] = target - lanes.OutputValues[(long)o * lanes.Lanes];
        }

        lanes.Rates[0] = Rate;
        lanes.Learn();
        float[] after = new float[lanes.WeightCount];
        lanes.ReadWeights(0, after);
        double[] change = new double[after.Length];
        for (int i = 0; i < change.Length; i++)
        {
            change[i] = (double)after[i] - weights[i];
        }

        return change;
    }

    private static double Cosine(double[] a, double[] b)
    {
        (double product, double first, double second) = (0, 0, 0);
        for (int i = 0; i < a.Length; i++)
        {
            (product, first, second) = (product + (a[i] * b[i]), first + (a[i] * a[i]), second + (b[i] * b[i]));
        }

        return product / Math.Sqrt(first * second);
    }
}
