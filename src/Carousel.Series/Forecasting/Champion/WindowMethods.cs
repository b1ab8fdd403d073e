using Carousel.Storage;

namespace Carousel.Forecasting;

/// <summary>The methods that can be averaged with a network.</summary>
internal static class WindowMethods
{
    /// <summary>The word for the network, which is always one of the methods of a fit.</summary>
    public const string Network = "network";

    /// <summary>The name of the row of a network with a regression inside.</summary>
    public const string NetworkName = "network with ridge";

    /// <summary>The word for the regression inside the network, without the network.</summary>
    public const string Ridge = "ridge";

    /// <summary>The word for the zero-shot network.</summary>
    public const string ZeroShot = "zero-shot";

    /// <summary>Zero-shot forecasts of the validation and test windows at most by default: each takes a millisecond or
    /// two.</summary>
    private const int MostForecasts = 8192;

    /// <summary>Words for the methods of a fit, in the order of tables.</summary>
    public static IReadOnlyList<string> Words { get; } = [Network, WindowTrees.MethodWord, ZeroShot];

    /// <summary>Words of the option.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Words, .. ClassicalTable.Methods.Keys];

    /// <summary>The word for a row of the table.</summary>
    /// <param name="name">The name of the row.</param>
    public static string WordOf(string name) => name switch
    {
        WindowTrees.MethodName => WindowTrees.MethodWord,
        NetworkName => Network,
        RidgeMethod.MethodName => Ridge,
        _ when name.EndsWith(LastYearMethod.MethodWord, StringComparison.Ordinal) => LastYearMethod.MethodWord,
        _ => name,
    };

    /// <summary>Whether a word is that of a method without a network to train.</summary>
    public static bool IsUntrained(string word) => word == ZeroShot || ClassicalTable.Methods.ContainsKey(word);

    /// <summary>Whether the model file of a design can contain a method.</summary>
    public static bool IsStored(string word, ForecastDesign design) =>
        word is Ridge or LastValue.Label || Words.Contains(word)
        || (word == LastYearMethod.MethodWord && LastYearMethod.Of(design.Frequency) is not null);

    /// <summary>The methods that a fit tries, fitted on its training windows.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="data">The series.</param>
    /// <param name="fitting">Threads, and what stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<IWindowMethod> Fit(ForecastPlan plan, ForecastData data, BaselineFitting fitting)
    {
        bool Has(string word) => plan.Options.Methods?.Contains(word)
            ?? (word != ZeroShot || ZeroShotTable.CostOf(data.Design, plan.ForecastWindows) <= MostForecasts);
        return
        [
            .. Optional.Of(Has(WindowTrees.MethodWord) ? WindowTrees.Fit(data, plan.TrainWindows, fitting) : null),
            .. Optional.Of(Has(ZeroShot) ? new ZeroShotMethod(null) : null),
            .. plan.Options.Methods is not null ? [] : (IWindowMethod[])
            [
                .. Optional.Of(LastYearMethod.Of(data.Design.Frequency)), new LastValueMethod(),
            ],
        ];
    }

    /// <summary>Reads the methods of a model file.</summary>
    /// <param name="design">The design of the model.</param>
    /// <param name="fitted">The weights.</param>
    /// <param name="find">Finds a tensor by name.</param>
    /// <param name="path">How messages call the file.</param>
    /// <exception cref="ModelFileException">One is missing or damaged.</exception>
    public static Champion Read(
        ForecastDesign design, ForecastFitted fitted, Func<string, StoredTensor?> find, string path) => new(
    [
        .. fitted.Weights.Where(m => m.Key != Network && m.Value > 0).Select(m => new WeightedMethod(
            m.Key switch
            {
                Ridge => new RidgeMethod(),
                LastValue.Label => new LastValueMethod(),
                LastYearMethod.MethodWord => LastYearMethod.Of(design.Frequency)!,
                WindowTrees.MethodWord => WindowTrees.Read(design, find, path),
                _ => new ZeroShotMethod(fitted.ZeroShotKnown),
            },
            m.Value)),
    ])
        {
            Own = fitted.OwnWeights ?? Champion.Alone.Own,
        };
}
