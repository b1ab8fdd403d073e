using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>A method and its weight in the mean with the network's forecast.</summary>
/// <param name="Method">The method.</param>
/// <param name="Weight">Above 0 and at most 1.</param>
internal sealed record WeightedMethod(IWindowMethod Method, double Weight);

/// <summary>
/// The answer of a forecaster: the weighted mean of its network's forecast and those of other methods. The quantiles
/// have their distances from the median by the network, or are those of a random walk.
/// </summary>
/// <param name="Methods">The other methods that have a weight; the network has the rest.</param>
internal sealed record Champion(IReadOnlyList<WeightedMethod> Methods)
{
    /// <summary>The network without other methods.</summary>
    public static Champion Alone { get; } = new([]);

    /// <summary>By the id of a series, the weights of the methods there, in their order; other series have the methods'
    /// weights.</summary>
    public IReadOnlyDictionary<string, double[]> Own { get; init; } = new Dictionary<string, double[]>();

    /// <summary>The weight of the network with the regression inside it.</summary>
    public double NetworkWeight =>
        Math.Round(1 - Methods.Where(m => m.Method is not RidgeMethod).Sum(m => m.Weight), 2);

    /// <summary>Whether the answer is the last value, with the intervals of a random walk.</summary>
    public bool IsWalk => Methods is [{ Method: LastValueMethod }];

    /// <summary>Rows before an origin on which the methods can depend.</summary>
    public int Reach => Methods.Select(m => m.Method.Reach).DefaultIfEmpty(0).Max();

    /// <summary>The forecasts of windows by each method.</summary>
    /// <param name="network">[W, H, K, Q] of the network, in its scale.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">[W].</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    /// <param name="made">Gives forecasts that are already made; null for none, also of a method.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public SeparateForecasts Separate(
        QuantileTable<Stage.Raw> network, ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting,
        Func<IWindowMethod, double[]?>? made = null) =>
        new(
            network,
            [.. Methods.Select(m => made?.Invoke(m.Method) ?? m.Method.Forecast(data, windows, fitting))],
            [
                .. windows.Select(w => Own.GetValueOrDefault(data.Set[w.Series].Id ?? "")
                    ?? [.. Methods.Select(m => m.Weight)]),
            ])
        {
            Walk = IsWalk ? LastValueMethod.Table(data, windows, fitting) : null,
        };

    /// <summary>Moves the quantiles of the network so that the medians are the weighted means.</summary>
    /// <param name="separate">The forecasts of each method; NaN counts as the network's median.</param>
    public QuantileTable<Stage.Raw> Mix(SeparateForecasts separate)
    {
        QuantileTable<Stage.Raw> table = separate.Walk ?? separate.Network;
        return Methods.Count == 0 || separate.Walk is not null ? table : table.To<Stage.Raw>((w, t, k, quantiles) =>
        {
            double median = quantiles[table.Median], move = 0;
            for (int m = 0; m < Methods.Count; m++)
            {
                double other = separate.Others[m][(((w * table.Horizon) + t) * table.Targets) + k];
                move += double.IsFinite(other) ? separate.Weights[w][m] * (other - median) : 0;
            }

            foreach (ref double quantile in quantiles)
            {
                quantile += move;
            }
        });
    }

    /// <summary>The methods fitted on windows.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">The windows whose values they learn from.</param>
    /// <param name="fitting">Threads, and what stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Champion Fit(ForecastData data, Windows windows, BaselineFitting fitting) => this with
    {
        Methods = [.. Methods.Select(m => m with { Method = m.Method.Fit(data, windows, fitting) })],
    };
}
