using Carousel.Data;
using Carousel.Jobs.Baselines;

namespace Carousel.Forecasting;

/// <summary>A method whose forecasts are averaged with a network's.</summary>
/// <param name="Method">The method.</param>
/// <param name="Share">Its share of the mean, 0 … 1.</param>
internal sealed record Companion(IWindowCompanion Method, double Share)
{
    /// <summary>The sentence for the output.</summary>
    public string Sentence => Share == 0
        ? $"On the validation set {Method.Name} does not reduce the error of the network: it has a weight of 0."
        : Invariant.Of(
            $"Averaged with {Method.Name}, which has a weight of {100 * Share:0} %, chosen on the validation set.");

    /// <summary>
    /// Chooses the share on rows that neither network nor method was trained on: a share that does not improve on the
    /// network by one standard error is set to 0.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">The windows on which the share is chosen.</param>
    /// <param name="table">[W, H, K, Q]: what is forecast of them, in the network's scale.</param>
    /// <param name="truth">[W, H, K]: what came, in that scale; NaN where missing.</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    /// <returns>Method and share, and the quantiles with that.</returns>
    public static (Companion Chosen, QuantileTable<Stage.Raw> Table) Choose(
        IWindowCompanion method, ForecastData data, IReadOnlyList<Window> windows, QuantileTable<Stage.Raw> table,
        ReadOnlySpan<float> truth, BaselineFitting fitting)
    {
        double[] told = method.Forecast(data, windows, fitting);
        var errors = new List<ValidationErrors>();
        foreach (double share in BaselineShare.Shares)
        {
            errors.Add(new ValidationErrors(data, windows, Mix(table, told, share), truth));
        }

        var chosen = new Companion(
            method, BaselineShare.Choose([.. errors.Select(e => e.BySeriesOrBlock(errors[0]))]).Alpha);
        return (chosen, Mix(table, told, chosen.Share));
    }

    /// <summary>Moves the quantiles of windows so that their median is the mean.</summary>
    /// <param name="table">[W, H, K, Q] in the network's scale.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">[W].</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    public QuantileTable<Stage.Raw> Apply(
        QuantileTable<Stage.Raw> table, ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting) =>
        Share > 0 ? Mix(table, Method.Forecast(data, windows, fitting), Share) : table;

    private static QuantileTable<Stage.Raw> Mix(QuantileTable<Stage.Raw> table, double[] told, double share) =>
        table.To<Stage.Raw>(share == 0 ? null : (w, t, k, quantiles) =>
        {
            double move = share * (told[(((w * table.Horizon) + t) * table.Targets) + k] - quantiles[table.Median]);
            foreach (ref double quantile in quantiles)
            {
                quantile += double.IsFinite(move) ? move : 0;
            }
        });
}
