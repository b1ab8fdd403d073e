using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting.Rivals;
using Carousel.Jobs.Rivals;

namespace Carousel.Forecasting.Beside;

/// <summary>Other forecasts that are averaged with a network's.</summary>
/// <param name="Forecasts">Which.</param>
/// <param name="Share">Their share of the mean with all before them, 0 … 1.</param>
internal sealed record Companion(ICompanion Forecasts, double Share)
{
    /// <summary>What a person is told.</summary>
    public string Sentence => Share == 0
        ? $"On validation the {Forecasts.Name} beside the network takes nothing off its error: it has no share."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The {Forecasts.Name} beside the network has a share of {100 * Share:0} % in the forecast, which "
            + $"validation chose.");

    /// <summary>
    /// Chooses the share on rows that neither network nor the others learned from: one that is no better than the
    /// network alone by a standard error is 0.
    /// </summary>
    /// <param name="forecasts">The others.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">The windows that choose.</param>
    /// <param name="table">[W, H, K, Q]: what is forecast of them, in the network's scale; mixed in the end.</param>
    /// <param name="truth">[W, H, K]: what came, in that scale; NaN where missing.</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    public static Companion Choose(
        ICompanion forecasts, ForecastData data, IReadOnlyList<Window> windows, QuantileTable table,
        ReadOnlySpan<float> truth, RivalFitting fitting)
    {
        double[] told = forecasts.Forecast(data, windows, fitting);
        var errors = new List<ValidationErrors>();
        foreach (double share in RivalShare.Shares)
        {
            QuantileTable mixed = table.Copy();
            Mix(mixed, told, share);
            errors.Add(new ValidationErrors(data, windows, mixed, truth));
        }

        var chosen = new Companion(
            forecasts, RivalShare.Choose([.. errors.Select(e => e.BySeriesOrBlock(errors[0]))]).Alpha);
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
            Mix(table, Forecasts.Forecast(data, windows, fitting), Share);
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
