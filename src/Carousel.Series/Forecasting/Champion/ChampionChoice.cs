using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Chooses on validation windows how much the network and each other method count.</summary>
internal sealed class ChampionChoice
{
    /// <summary>Last year takes part only with a weight of at least this: it is a baseline, which others contain.
    /// </summary>
    private const double LeastOfLastYear = 0.4;

    private readonly List<IWindowMethod> _methods = [];
    private readonly double[] _weights;

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
        var errors = new ValidationErrors(data, windows, truth);
        bool isExact = methods.Count > 0 && data.Design.HasBaseline && RidgeMethod.IsExact(data, windows, truth);
        double[] network = [.. table.Medians().Select(v => (double)v)];
        List<double[]> forecasts = [];
        foreach (IWindowMethod method in isExact ? [new RidgeMethod()] : methods.Where(m => m is not LastValueMethod))
        {
            double[] values = method.Forecast(data, windows, fitting);
            if (Array.Exists(values, double.IsFinite))
            {
                _methods.Add(method);
                forecasts.Add(values);
            }
        }

        double[][] Candidates() =>
        [
            network,
            .. forecasts.Select(f => f.Zip(network, (own, other) => double.IsFinite(own) ? own : other).ToArray()),
        ];
        _weights = isExact && _methods.Count == 1 ? [0, 1] : errors.Weights(Candidates());
        // The candidates that can have a weight end with it.
        if (_methods is [.., LastYearMethod] && _weights[^1] < LeastOfLastYear)
        {
            _methods.RemoveAt(_methods.Count - 1);
            forecasts.RemoveAt(forecasts.Count - 1);
            _weights = errors.Weights(Candidates());
        }

        if (!isExact && methods.OfType<LastValueMethod>().FirstOrDefault() is { } last
            && LastValueMethod.Suits(data, windows)
            && !errors.AreClearlyBelow(Mean(network, forecasts), last.Forecast(data, windows, fitting)))
        {
            _methods.Add(last);
            forecasts.Add(last.Forecast(data, windows, fitting));
            _weights = [.. _weights.Select(_ => 0.0), 1];
        }

        // The weights of all times those by the errors in a series.
        Dictionary<string, double[]> OwnWeights(double[][] candidates)
        {
            int[] used = [.. Enumerable.Range(0, candidates.Length).Where(c => _weights[c] > 0)];
            int size = network.Length / windows.Count;
            return Enumerable.Range(0, windows.Count).GroupBy(w => data.Set[windows[w].Series].Id ?? "").ToDictionary(
                own => own.Key,
                own =>
                {
                    int[] cells = [.. own.SelectMany(w => Enumerable.Range(w * size, size))];
                    double[] products =
                    [
                        .. new ValidationErrors(
                            data, [.. own.Select(w => windows[w])], Array.ConvertAll(cells, i => truth[i]))
                            .Weights([.. used.Select(c => Array.ConvertAll(cells, i => candidates[c][i]))])
                            .Zip(used, (weight, c) => weight * _weights[c]),
                    ];
                    return products.Select(p => p / products.Sum()).Where((_, i) => used[i] > 0).ToArray();
                });
        }

        int[] chosen = [.. Enumerable.Range(0, _methods.Count).Where(m => _weights[m + 1] > 0)];
        Champion = new Champion([.. chosen.Select(m => new WeightedMethod(_methods[m], _weights[m + 1]))])
        {
            Own = data.Set.Count == 1 ? Champion.Alone.Own : OwnWeights(Candidates()),
        };
        Mixed = Champion.Mix(Champion.Separate(
            table, data, windows, fitting, method => forecasts[_methods.IndexOf(method)]));
    }

    /// <summary>The methods with a weight.</summary>
    public Champion Champion { get; }

    /// <summary>[W, H, K, Q]: the quantiles of the windows on which the weights were chosen.</summary>
    public QuantileTable<Stage.Raw> Mixed { get; }

    /// <summary>The weight of each method by its word.</summary>
    public IReadOnlyDictionary<string, double> Weights =>
        _methods.Select(m => m.Word).Prepend(WindowMethods.Network).Zip(_weights).ToDictionary();

    /// <summary>The weighted mean of forecasts; a method without a forecast counts as the network.</summary>
    private double[] Mean(double[] network, List<double[]> forecasts) =>
    [
        .. network.Select((own, i) => own + forecasts.Select((f, m) =>
            double.IsFinite(f[i]) ? _weights[m + 1] * (f[i] - own) : 0).Sum()),
    ];
}
