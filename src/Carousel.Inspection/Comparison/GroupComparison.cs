using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Comparison;

/// <summary>Two groups compared in many measures at once, by exchange of whole subjects or sessions.</summary>
/// <remarks>
/// Freedman and Lane 1983: what block means and trends leave of a measure is exchanged within blocks, means and trends
/// are fitted again, and t of the group is taken;
/// without a trend that is the plain exchange of subjects. All measures are exchanged together, so that what they share
/// stays.
/// </remarks>
internal sealed class GroupComparison
{
    private const double Level = 0.05;
    private const double Power = 0.8;
    private const double Deviations = 1.959963984540054;

    private readonly ComparisonDesign _design;

    private GroupComparison(
        ComparisonDesign design, IReadOnlyList<GroupEffect> effects, double[] maxima, bool isComplete)
    {
        (_design, Effects, Exchanges, IsComplete) = (design, effects, maxima.Length, isComplete);
        double[] sorted = [.. maxima.Order()];
        FamilyCritical = sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling((1 - Level) * (sorted.Length + 1)) - 1)];
    }

    /// <summary>[V], one for each measure.</summary>
    public IReadOnlyList<GroupEffect> Effects { get; }

    /// <summary>How many exchanges there were.</summary>
    public int Exchanges { get; }

    /// <summary>Whether those were all there are, so that p values are exact.</summary>
    public bool IsComplete { get; }

    /// <summary>The p value of the whole: how likely the clearest measure is as clear by chance.</summary>
    public double FamilyPValue => Effects.Min(e => e.FamilyPValue);

    /// <summary>The |t| that the greatest of all measures is above in one exchange of twenty.</summary>
    public double FamilyCritical { get; }

    /// <summary>
    /// The smallest effect, in standard deviations, that is found with 80 % power: in one measure among all, at 5 % for
    /// the whole.
    /// </summary>
    public double DetectableInFamily => Detectable(FamilyCritical);

    /// <summary>
    /// The smallest effect, in standard deviations, that is found with 80 % power in a single measure tested at
    /// 5 %.
    /// </summary>
    public double DetectableAlone => Detectable(NoncentralT.Critical(_design.DegreesOfFreedom, Level));

    /// <summary>Compares.</summary>
    /// <param name="design">The rows and their groups.</param>
    /// <param name="values">[n, V], a measure a column.</param>
    /// <param name="exchanges">How many exchanges are drawn; where subjects have fewer orders, all are taken.</param>
    /// <param name="seed">Seeds them.</param>
    /// <param name="progress">Receives the share that is done; may be null.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentException">The values are not a whole number of measures.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static GroupComparison Of(
        ComparisonDesign design, IReadOnlyList<double> values, int exchanges, ulong seed,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exchanges, 1);
        if (values.Count == 0 || values.Count % design.Rows != 0)
        {
            throw new ArgumentException(
                $"values: expected [n, V] with n = {design.Rows}, but got {values.Count} values.", nameof(values));
        }

        var statistics = new ExchangeStatistics(design, values);
        double[] observed = statistics.Of([.. Enumerable.Range(0, design.Rows)]);
        var orders = ExchangeOrders.Of(design, exchanges, seed);
        var hits = new int[observed.Length];
        var maxima = new double[orders.Count];
        for (int e = 0; e < orders.Count; e++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] t = statistics.Of(orders.Order(e));
            for (int v = 0; v < t.Length; v++)
            {
                maxima[e] = Math.Max(maxima[e], Math.Abs(t[v]));

                // Equal orders of labels give equal t except for rounding.
                hits[v] += Math.Abs(t[v]) >= Math.Abs(observed[v]) * (1 - 1e-9) ? 1 : 0;
            }

            progress?.Report((e + 1.0) / orders.Count);
        }

        double Share(int count) =>
            orders.IsComplete ? (double)count / orders.Count : Permutation.PValue(count, orders.Count);
        double[] single = [.. hits.Select((h, v) => observed[v] == 0 ? 1 : Share(h))];
        double[] adjusted = FalseDiscovery.Adjust(single);
        double correction = 1 - (3.0 / ((4 * design.DegreesOfFreedom) - 1));
        return new GroupComparison(design, [.. observed.Select((t, v) => Effect(t, v))], maxima, orders.IsComplete);

        GroupEffect Effect(double t, int v)
        {
            double g = correction * t / Math.Sqrt(design.Information);
            double half = Deviations * Math.Sqrt((1 / design.Information) + (g * g / (2.0 * design.DegreesOfFreedom)));
            int greater = maxima.Count(m => m >= Math.Abs(t) * (1 - 1e-9));
            return new GroupEffect(
                statistics.Difference(v), g, new ConfidenceInterval(g - half, g + half), single[v], adjusted[v],
                t == 0 ? 1 : Share(greater));
        }
    }

    private double Detectable(double critical) =>
        NoncentralT.Detectable(_design.DegreesOfFreedom, critical, Power) / Math.Sqrt(_design.Information);
}
