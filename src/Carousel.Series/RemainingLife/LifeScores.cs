namespace Carousel.RemainingLife;

/// <summary>A known life and its prediction.</summary>
/// <param name="Unit">Which unit.</param>
/// <param name="Life">The true life, not above the cap.</param>
/// <param name="Told">The prediction.</param>
internal readonly record struct ToldLife(int Unit, double Life, double Told)
{
    /// <summary>The prediction minus the truth.</summary>
    public double Error => Told - Life;
}

/// <summary>The accuracy of predicted lives, over random cuts: each unit counts once, by the mean over its
/// cuts.</summary>
/// <param name="Rmse">The root of the mean squared error.</param>
/// <param name="Mae">The mean absolute error.</param>
/// <param name="Score">Of the PHM 2008 challenge (Saxena and others): Σ exp(d/10) − 1 over units told to live d
/// too long, exp(−d/13) − 1 for the others.</param>
/// <param name="Bias">The mean error; above 0 for lives told too long.</param>
internal sealed record LifeScores(double Rmse, double Mae, double Score, double Bias)
{
    private const double Late = 10, Early = 13;

    /// <summary>Measures.</summary>
    public static LifeScores Of(IReadOnlyList<ToldLife> told)
    {
        ToldLife[][] units = [.. told.GroupBy(c => c.Unit).Select(g => g.ToArray())];
        return new LifeScores(
            Math.Sqrt(units.Average(u => u.Average(c => c.Error * c.Error))),
            units.Average(u => u.Average(c => Math.Abs(c.Error))), units.Sum(u => u.Average(Penalty)),
            units.Average(u => u.Average(c => c.Error)));
    }

    private static double Penalty(ToldLife one) => Math.Exp(one.Error < 0 ? -one.Error / Early : one.Error / Late) - 1;
}
