namespace Carousel.Laboratory.Tracking;

/// <summary>
/// Accuracies in per cent of Delétang and others 2022 (arXiv 2207.02098, table 2): mean over the lengths 41 to 500, the
/// best of their runs, trained on lengths up to 40. Only those that Xu and others quote (DeltaFormer, table 5).
/// </summary>
internal static class PublishedAccuracy
{
    private static readonly Dictionary<(string Task, string Network), double> _table = new()
    {
        [("parity", "elman")] = 100,
        [("parity", "lstm")] = 100,
        [("parity", "transformer")] = 52.0,
        [("arithmetic", "elman")] = 100,
        [("arithmetic", "lstm")] = 100,
        [("arithmetic", "transformer")] = 24.2,
        [("reverse", "elman")] = 62.0,
        [("reverse", "lstm")] = 60.9,
        [("reverse", "transformer")] = 62.3,
    };

    /// <summary>The published figure; null if not published.</summary>
    /// <param name="task">The task's word.</param>
    /// <param name="network">The network's word.</param>
    public static double? Of(string task, string network) =>
        _table.TryGetValue((task, network), out double value) ? value : null;
}
