using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Chooses on validation windows how much each method counts: the network with its regression, the regression without
/// the network, and the other methods.
/// </summary>
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
        HasRidge = data.Design.HasBaseline;
        List<double[]> forecasts = [[.. table.Medians().Select(v => (double)v)]];
        if (HasRidge)
        {
            forecasts.Add([.. data.Baseline(windows).Select(v => (double)v)]);
        }

        foreach (IWindowMethod method in methods)
        {
            double[] values = method.Forecast(data, windows, fitting);
            if (Array.TrueForAll(values, double.IsFinite))
            {
                _methods.Add((method, values));
                forecasts.Add(values);
            }
        }

        var errors = new ValidationErrors[forecasts.Count];
        for (int c = 0; c < errors.Length; c++)
        {
            errors[c] = new ValidationErrors(data, windows, Medians(data.Design, forecasts[c]), truth);
        }

        _weights = ValidationErrors.Weights(errors);
    }

    /// <summary>Whether a regression is inside the network.</summary>
    public bool HasRidge { get; }

    /// <summary>
    /// α: how much of the network is added to its regression, so that the part of the answer that both have together
    /// is the weighted mean of the two.
    /// </summary>
    public double Alpha => !HasRidge ? 1
        : _weights[0] + _weights[1] > 0 ? Math.Round(_weights[0] / (_weights[0] + _weights[1]), 2)
        : 0;

    /// <summary>The methods with a weight.</summary>
    public Champion Champion => new(
    [
        .. _methods.Zip(_weights.Skip(HasRidge ? 2 : 1), (m, weight) => new WeightedMethod(m.Method, weight))
            .Where(m => m.Weight > 0),
    ]);

    /// <summary>The weight of each method by its word.</summary>
    public IReadOnlyDictionary<string, double> Weights =>
        new[] { WindowMethods.Network }.Concat(HasRidge ? [WindowMethods.Ridge] : [])
            .Concat(_methods.Select(m => m.Method.Word)).Zip(_weights).ToDictionary();

    /// <summary>The quantiles of the network, once α is applied to it, with the other methods.</summary>
    /// <param name="table">[W, H, K, Q] of the windows on which the weights were chosen.</param>
    public QuantileTable<Stage.Raw> Mix(QuantileTable<Stage.Raw> table) => Champion.Mix(
        table,
        [
            .. _methods.Zip(_weights.Skip(HasRidge ? 2 : 1), (m, weight) => (m.Values, weight))
                .Where(m => m.weight > 0),
        ]);

    private static QuantileTable<Stage.Raw> Medians(ForecastDesign design, double[] values) =>
        new(design.Horizon, design.TargetCount, [0.5], values);
}
