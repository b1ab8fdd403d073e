using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Chooses on validation windows how much the network and each other method count.</summary>
internal sealed class ChampionChoice
{
    private readonly double[] _weights;
    private readonly List<(IWindowMethod Method, double[] Values)> _methods = [];

    /// <summary>Chooses.</summary>
    /// <param name="data">The series; with a regression inside the network, if the design has one.</param>
    /// <param name="windows">Windows that no method was fitted on.</param>
    /// <param name="table">[W, H, K, Q]: the network's forecasts of them, in its scale.</param>
    /// <param name="truth">[W, H, K]: the true values in that scale; NaN where missing.</param>
    /// <param name="methods">The other methods, fitted on the training windows.</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public ChampionChoice(
        ForecastData data, IReadOnlyList<Window> windows, QuantileTable<Stage.Raw> table, float[] truth,
        IReadOnlyList<IWindowMethod> methods, BaselineFitting fitting)
    {
        bool isExact = methods.Count > 0 && data.Design.HasBaseline && RidgeMethod.IsExact(data, windows, truth);
        List<double[]> forecasts = [[.. table.Medians().Select(v => (double)v)]];
        foreach (IWindowMethod method in isExact ? [new RidgeMethod()] : methods)
        {
            double[] values = method.Forecast(data, windows, fitting);
            if (!Array.Exists(values, double.IsFinite))
            {
                continue;
            }

            _methods.Add((method, values));
            forecasts.Add(
                [.. values.Zip(forecasts[0], (value, network) => double.IsFinite(value) ? value : network)]);
        }

        ValidationErrors[] errors =
        [
            .. forecasts.Select(f => new ValidationErrors(
                data, windows, new QuantileTable<Stage.Raw>(data.Design.Horizon, data.Design.TargetCount, [0.5], f),
                truth)),
        ];
        _weights = isExact
            ? [0, 1]
            : ChampionWeights.Of([.. errors.Select(e => e.RelativeTo(errors))], errors[0].Blocks);
    }

    /// <summary>The methods with a weight.</summary>
    public Champion Champion => new(
        [.. Weighted.Select(m => new WeightedMethod(m.Method, m.Weight))]);

    /// <summary>The weight of each method by its word.</summary>
    public IReadOnlyDictionary<string, double> Weights =>
        _methods.Select(m => m.Method.Word).Prepend(WindowMethods.Network).Zip(_weights).ToDictionary();

    /// <summary>The quantiles of the network with the other methods.</summary>
    /// <param name="table">[W, H, K, Q] of the windows on which the weights were chosen.</param>
    public QuantileTable<Stage.Raw> Mix(QuantileTable<Stage.Raw> table) =>
        Champion.Mix(table, [.. Weighted.Select(m => (m.Values, m.Weight))]);

    private IEnumerable<(IWindowMethod Method, double[] Values, double Weight)> Weighted => _methods
        .Zip(_weights.Skip(1), (m, weight) => (m.Method, m.Values, weight)).Where(m => m.weight > 0);
}
