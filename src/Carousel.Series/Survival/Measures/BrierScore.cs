namespace Carousel.Survival;

/// <summary>
/// The squared error of a predicted survival at each horizon. Who is censored before counts through the others, who
/// were as likely to be.
/// </summary>
/// <remarks>
/// Graf, Schmoor, Sauerbrei and Schumacher 1999, in whole periods: one who left in period T ≤ k counts S(k)² / G(T),
/// one who stayed through k counts (1 − S(k))² / G(k), the others
/// nothing; G(k) is the chance that period k is observed, by <see cref="KaplanMeier.OfCensoring"/>.
/// </remarks>
internal static class BrierScore
{
    /// <summary>The score at each horizon.</summary>
    /// <param name="outcomes">[n].</param>
    /// <param name="survival">[n, K].</param>
    /// <returns>[K]; NaN if no customer is observed that long.</returns>
    public static double[] Over(ReadOnlySpan<SurvivalOutcome> outcomes, double[,] survival)
    {
        var observed = KaplanMeier.OfCensoring(outcomes);
        var scores = new double[survival.GetLength(1)];
        for (int k = 1; k <= scores.Length; k++)
        {
            double sum = 0;
            bool any = false;
            for (int i = 0; i < outcomes.Length; i++)
            {
                double stays = survival[i, k - 1];
                if (outcomes[i].Leaves && outcomes[i].Time <= k)
                {
                    sum += stays * stays / observed.Survival(outcomes[i].Time - 1);
                    any = true;
                }
                else if (outcomes[i].Time >= k)
                {
                    sum += (1 - stays) * (1 - stays) / observed.Survival(k - 1);
                    any = true;
                }
            }

            scores[k - 1] = any ? sum / outcomes.Length : double.NaN;
        }

        return scores;
    }
}
