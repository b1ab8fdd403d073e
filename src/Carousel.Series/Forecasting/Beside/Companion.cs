using Carousel.Data;
using Carousel.Jobs.Rivals;

namespace Carousel.Forecasting;

/// <summary>Boosted trees whose forecasts are averaged with a network's.</summary>
/// <param name="Trees">The trees.</param>
/// <param name="Share">Their share of the mean, 0 … 1.</param>
internal sealed record Companion(WindowTrees Trees, double Share)
{
    /// <summary>What a person is told.</summary>
    public string Sentence => Share == 0
        ? "On validation the forecast of boosted trees beside the network takes nothing off its error: it has no share."
        : Invariant.Of(
            $"The forecast of boosted trees beside the network has a share of {100 * Share:0} % in the forecast, which "
            + $"validation chose.");

    /// <summary>
    /// Chooses the share on rows that neither network nor trees learned from: one that is no better than the
    /// network alone by a standard error is 0.
    /// </summary>
    /// <param name="trees">The trees.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">The windows that choose.</param>
    /// <param name="table">[W, H, K, Q]: what is forecast of them, in the network's scale; mixed in the end.</param>
    /// <param name="truth">[W, H, K]: what came, in that scale; NaN where missing.</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    public static Companion Choose(
        WindowTrees trees, ForecastData data, IReadOnlyList<Window> windows, QuantileTable table,
        ReadOnlySpan<float> truth, RivalFitting fitting)
    {
        double[] told = trees.Forecast(data, windows, fitting);
        var errors = new List<ValidationErrors>();
        foreach (double share in RivalShare.Shares)
        {
            QuantileTable mixed = table.Copy();
            Mix(mixed, told, share);
            errors.Add(new ValidationErrors(data, windows, mixed, truth));
        }

        var chosen = new Companion(
            trees, RivalShare.Choose([.. errors.Select(e => e.BySeriesOrBlock(errors[0]))]).Alpha);
        Mix(table, told, chosen.Share);
        return chosen;
    }

    /// <summary>Moves the quantiles of windows so that their median is the mean.</summary>
    /// <param name="table">[W, H, K, Q] in the network's scale.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">[W].</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    public void Apply(QuantileTable table, ForecastData data, IReadOnlyList<Window> windows, RivalFitting fitting)
    {
        if (Share > 0)
        {
            Mix(table, Trees.Forecast(data, windows, fitting), Share);
        }
    }

    private static void Mix(QuantileTable table, double[] told, double share)
    {
        for (int i = 0; share > 0 && i < told.Length; i++)
        {
            int cell = i / table.Targets;
            (int w, int t, int k) = (cell / table.Horizon, cell % table.Horizon, i % table.Targets);
            double move = share * (told[i] - table.MedianOf(w, t, k));
            foreach (ref double quantile in table[w, t, k])
            {
                quantile += double.IsFinite(move) ? move : 0;
            }
        }
    }
}
