namespace Carousel.Forecasting;

/// <summary>Named forecasts of the windows of a backtest, gathered block by block.</summary>
/// <param name="windows">W.</param>
/// <param name="design">Horizon and targets.</param>
internal sealed class BlockValues(int windows, ForecastDesign design)
{
    private readonly List<RivalValues> _values = [];

    /// <summary>Each [W, H, K]; NaN where none was given.</summary>
    public IReadOnlyList<RivalValues> Values => _values;

    /// <summary>Puts the forecasts of a block in their places; of a new name earlier ones are missing.</summary>
    /// <param name="places">The places of the block's windows.</param>
    /// <param name="found">What was forecast of them.</param>
    public void Add(int[] places, IReadOnlyList<RivalValues> found)
    {
        int cells = design.Horizon * design.TargetCount;
        bool isFirst = _values.Count == 0;
        foreach (RivalValues one in found)
        {
            RivalValues? known = _values.Find(r => r.Name == one.Name);
            if (known is null)
            {
                known = one with
                {
                    Values = new float[windows * cells],
                    Quantiles = one.Quantiles is null || !isFirst ? null : new QuantileTable(
                        windows, design.Horizon, design.TargetCount, design.Quantiles),
                };
                Array.Fill(known.Values, float.NaN);
                _values.Add(known);
            }

            for (int w = 0; w < places.Length; w++)
            {
                one.Values.AsSpan(w * cells, cells).CopyTo(known.Values.AsSpan(places[w] * cells));
            }

            if (one.Quantiles is not null)
            {
                known.Quantiles?.Put(one.Quantiles, places);
            }
            else if (known.Quantiles is not null)
            {
                // Quantiles of some blocks alone would be scored as those of all.
                _values[_values.IndexOf(known)] = known with { Quantiles = null };
            }
        }
    }
}
