using Carousel.Data;
using Carousel.Storage;

namespace Carousel.Forecasting;

/// <summary>The methods that can be averaged with a network.</summary>
internal static class WindowMethods
{
    /// <summary>The word for the network, which is always one of the methods of a fit.</summary>
    public const string Network = "network";

    /// <summary>The word for the regression inside the network, without the network.</summary>
    public const string Ridge = "ridge";

    /// <summary>Zero-shot forecasts that a fit makes at most by default: each takes a millisecond or two.</summary>
    private const int MostForecasts = 8192;

    /// <summary>Words of options, in the order of tables.</summary>
    public static IReadOnlyList<string> Words { get; } = [Network, WindowTrees.MethodWord, ZeroShotJob.Name];

    /// <summary>The first word of an option that is not a method; null if all are.</summary>
    public static string? Unknown(IReadOnlyList<string> words) => words.FirstOrDefault(word => !Words.Contains(word));

    /// <summary>The methods that a fit tries, fitted on its training windows.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="data">The series.</param>
    /// <param name="fitting">Threads, and what stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<IWindowMethod> Fit(ForecastPlan plan, ForecastData data, BaselineFitting fitting)
    {
        bool Has(string word) => plan.Options.Methods?.Contains(word)
            ?? (word != ZeroShotJob.Name || ZeroShotJob.CostOf(data.Design, plan.ForecastWindows) <= MostForecasts);
        Windows windows = plan.TrainWindows;
        var methods = new List<IWindowMethod>();
        if (Has(WindowTrees.MethodWord))
        {
            methods.Add(WindowTrees.Fit(data, windows, fitting));
        }

        if (Has(ZeroShotJob.Name))
        {
            methods.Add(new ZeroShotMethod(null));
        }

        return methods;
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
                WindowTrees.MethodWord => WindowTrees.Read(design, find, path),
                _ => new ZeroShotMethod(fitted.ZeroShotKnown),
            },
            m.Value)),
    ]);
}
