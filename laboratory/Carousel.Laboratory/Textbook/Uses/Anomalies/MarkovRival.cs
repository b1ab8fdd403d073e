namespace Carousel.Laboratory.Textbook.Uses.Anomalies;

/// <summary>
/// Prediction of the next event by counts after the last events, each order smoothed towards the one below:
/// p(s | context) = (n(context, s) + 2 p(s | shorter context)) / (n(context) + 2).
/// </summary>
internal sealed class MarkovRival
{
    private const double Weight = 2;

    private readonly Dictionary<(int Order, long Context), int[]> _counts = [];
    private readonly int _symbols;
    private readonly int _order;

    /// <summary>Counts.</summary>
    /// <param name="logs">Without anything wrong.</param>
    /// <param name="symbols">Classes of events.</param>
    /// <param name="order">Events of a context.</param>
    public MarkovRival(IReadOnlyList<WatchedEvents> logs, int symbols, int order)
    {
        (_symbols, _order) = (symbols, order);
        foreach (int[] log in logs.Select(l => l.Symbols))
        {
            for (int t = 1; t < log.Length; t++)
            {
                for (int k = 0; k <= Math.Min(order, t); k++)
                {
                    (int, long) key = (k, Context(log, t, k));
                    if (!_counts.TryGetValue(key, out int[]? counts))
                    {
                        _counts[key] = counts = new int[symbols + 1];
                    }

                    counts[log[t]]++;
                    counts[symbols]++;
                }
            }
        }
    }

    /// <summary>How unexpected each event is.</summary>
    /// <param name="log">A sequence.</param>
    /// <returns>[T]: −ln p, 0 for the first.</returns>
    public double[] Surprises(WatchedEvents log) =>
    [
        .. log.Symbols.Select((symbol, t) => t == 0 ? 0 : -Math.Log(Probability(log.Symbols, t, symbol))),
    ];

    private double Probability(int[] log, int t, int symbol)
    {
        double p = 1.0 / _symbols;
        for (int k = 0; k <= Math.Min(_order, t); k++)
        {
            int[]? counts = _counts.GetValueOrDefault((k, Context(log, t, k)));
            p = counts is null ? p : (counts[symbol] + (Weight * p)) / (counts[_symbols] + Weight);
        }

        return p;
    }

    private long Context(int[] log, int t, int order)
    {
        long context = 0;
        for (int k = 1; k <= order; k++)
        {
            context = (context * _symbols) + log[t - k];
        }

        return context;
    }
}
