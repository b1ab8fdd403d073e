namespace Carousel.Survival;

/// <summary>The share that stays through each period, from those who were still observed in it.</summary>
/// <remarks>
/// Kaplan and Meier 1958, in whole periods: Ŝ(k) = Π (1 − d/n) over periods 1 … k; those who are censored after k
/// periods count in n through k.
/// </remarks>
internal sealed class KaplanMeier
{
    private readonly double[] _staying;

    private KaplanMeier(double[] staying) => _staying = staying;

    /// <summary>The estimate.</summary>
    /// <param name="outcomes">What became of each customer.</param>
    /// <returns>The curve.</returns>
    public static KaplanMeier Of(ReadOnlySpan<SurvivalOutcome> outcomes) => Of(outcomes, ofCensoring: false);

    /// <summary>
    /// The estimate of the censoring: the chance to be still observed after a number of periods. In one period
    /// leaving comes before censoring.
    /// </summary>
    /// <param name="outcomes">What became of each customer.</param>
    /// <returns>The curve; <see cref="Survival"/> at k − 1 is the chance that period k is observed.</returns>
    public static KaplanMeier OfCensoring(ReadOnlySpan<SurvivalOutcome> outcomes) => Of(outcomes, ofCensoring: true);

    /// <summary>The chance to stay through a number of periods.</summary>
    /// <param name="periods">0, 1, …; after the longest time the curve is constant.</param>
    /// <returns>1 … 0.</returns>
    public double Survival(int periods) => _staying[Math.Clamp(periods, 0, _staying.Length - 1)];

    private static KaplanMeier Of(ReadOnlySpan<SurvivalOutcome> outcomes, bool ofCensoring)
    {
        int longest = 0;
        foreach (SurvivalOutcome outcome in outcomes)
        {
            longest = Math.Max(longest, outcome.Time);
        }

        // Censored after c periods: observed through c, and gone before c + 1; the censoring belongs to period c, after
        // its leavings.
        var ended = new long[longest + 1];
        var left = new long[longest + 1];
        foreach (SurvivalOutcome outcome in outcomes)
        {
            (outcome.Leaves ? left : ended)[outcome.Time]++;
        }

        long atRisk = outcomes.Length - ended[0] - left[0];
        var staying = new double[longest + 1];
        double chance = ofCensoring && outcomes.Length > 0 ? 1 - (ended[0] / (double)outcomes.Length) : 1;
        staying[0] = chance;
        for (int k = 1; k <= longest; k++)
        {
            long stayed = atRisk - left[k];
            long gone = ofCensoring ? ended[k] : left[k];
            long among = ofCensoring ? stayed : atRisk;
            chance *= among == 0 ? 1 : 1 - ((double)gone / among);
            staying[k] = chance;
            atRisk = stayed - ended[k];
        }

        return new KaplanMeier(staying);
    }
}
