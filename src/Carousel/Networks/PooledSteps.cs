namespace Carousel.Networks;

/// <summary>Pooling of the steps so far of a sequence that comes one step at a time.</summary>
internal static class PooledSteps
{
    /// <summary>Takes a step in and makes of all steps so far the row that the head reads.</summary>
    /// <param name="pooling">How; null where nothing is pooled.</param>
    /// <param name="step">The step's number, from 1.</param>
    /// <param name="pooled">[O]: what was pooled before, overwritten; undefined before the first step.</param>
    /// <param name="row">[O]: the step, overwritten with the row for the head.</param>
    public static void Take(NetworkPooling? pooling, long step, Span<float> pooled, Span<float> row)
    {
        for (int k = 0; k < row.Length; k++)
        {
            pooled[k] = step == 1 ? row[k] : pooling switch
            {
                NetworkPooling.Mean => pooled[k] + row[k],
                NetworkPooling.Max => MathF.Max(pooled[k], row[k]),
                _ => row[k],
            };
        }

        pooled.CopyTo(row);
        for (int k = 0; k < row.Length && pooling == NetworkPooling.Mean; k++)
        {
            row[k] = pooled[k] / step;
        }
    }
}
