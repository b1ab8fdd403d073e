namespace Carousel.Laboratory.Experiments;

/// <summary>
/// Budgets of a default run where whole ones would take long: all rows together end in ten minutes or so on two cores.
/// </summary>
internal static class DefaultBudgets
{
    private static readonly Dictionary<string, long> _budgets = new(StringComparer.Ordinal)
    {
        ["lags-2c/lag-500-symbols-500"] = 60_000,
        ["lags-2c/lag-1000-symbols-1000"] = 30_000,
        ["lags-2c/lag-1000-symbols-500"] = 30_000,
        ["lags-2c/lag-1000-symbols-200"] = 30_000,
        ["lags-2c/lag-1000-symbols-100"] = 30_000,
        ["lags-2c/lag-1000-symbols-50"] = 30_000,
        ["lags-2c/lag-1000-symbols-1000-variation"] = 100_000,
        ["lags-2c/lag-1000-symbols-500-variation"] = 100_000,
        ["lags-2c/lag-1000-symbols-200-variation"] = 110_000,
        ["lags-2c/lag-1000-symbols-100-variation"] = 180_000,
        ["lags-2c/lag-1000-symbols-50-variation"] = 250_000,
        ["noise-3a/length-1000-signal-3"] = 500_000,
        ["noise-3b/length-1000-signal-1"] = 200_000,
        ["noise-3c/length-100-signal-3"] = 600_000,
        ["noise-3c/length-100-signal-1"] = 1_000_000,
        ["adding/length-500"] = 400_000,
        ["adding/length-1000"] = 200_000,
        ["adding/length-1000-variation"] = 400_000,
        ["multiplication/wrong-below-140"] = 800_000,
        ["multiplication/wrong-below-13"] = 800_000,
        ["multiplication/wrong-below-13-variation"] = 1_500_000,
        ["temporal-order-3/lstm"] = 800_000,
        ["temporal-order-3/forget-bias-1"] = 600_000,
        ["temporal-order-3/forget-bias-5"] = 600_000,
        ["anbn/n-10"] = 200_000,
        ["anbn/n-30"] = 100_000,
        ["anbncn/n-10"] = 200_000,
        ["anbncn/n-40"] = 50_000,
        ["anbncn/n-50"] = 50_000,
    };

    /// <summary>All rows that have one.</summary>
    public static IReadOnlyDictionary<string, long> All => _budgets;

    /// <summary>The budget of a default run.</summary>
    /// <param name="path">Experiment and row, such as <c>adding/length-500</c>.</param>
    /// <param name="budget">The whole budget.</param>
    /// <returns>0 where it is the whole one.</returns>
    public static long Of(string path, long budget) =>
        _budgets.TryGetValue(path, out long smaller) && smaller < budget ? smaller : 0;
}
