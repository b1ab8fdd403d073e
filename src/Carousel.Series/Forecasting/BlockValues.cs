namespace Carousel.Forecasting;

/// <summary>Named forecasts of the windows of a backtest, gathered block by block.</summary>
/// <param name="windows">W.</param>
/// <param name="design">Horizon and targets.</param>
internal sealed class BlockValues(int windows, ForecastDesign design)
{
    private readonly List<BaselineValues> _values = [];

    /// <summary>Each [W, H, K]; NaN where none was given.</summary>
    public IReadOnlyList<BaselineValues> Values => _values;

    /// <summary>Puts the forecasts of a block in their places; of a new name earlier ones are missing.</summary>
    /// <param name="places">The places of the block's windows.</param>
    /// <param name="found">What was forecast of them.</param>
    public void Add(int[] places, IReadOnlyList<BaselineValues> found)
    {
        int cells = design.Horizon * design.TargetCount;
        bool isFirst = _values.Count == 0;
        foreach (BaselineValues one in found)
        {
            int at = _values.FindIndex(r => r.Name == one.Name);
            if (at < 0)
            {
                at = _values.Count;
                _values.Add(one with
                {
                    Values = [.. Enumerable.Repeat(float.NaN, windows * cells)],
                    Quantiles = one.Quantiles is null || !isFirst ? null : new QuantileTable<Stage.InUnits>(
                        design, new double[windows * cells * design.Quantiles.Count]),
                });
            }

            BaselineValues known = _values[at];
            for (int w = 0; w < places.Length; w++)
            {
                one.Values.AsSpan(w * cells, cells).CopyTo(known.Values.AsSpan(places[w] * cells));
            }

            // Quantiles of only some blocks would be scored as if they covered all.
            _values[at] = known with
            {
                Quantiles = one.Quantiles is null ? null : known.Quantiles?.With(one.Quantiles, places),
            };
        }
    }
}
