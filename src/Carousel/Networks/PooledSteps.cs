namespace Carousel.Networks;

/// <summary>Pooling of the steps so far of a sequence that comes one step at a time: the bits of the kernel over whole
/// sequences.</summary>
internal static class PooledSteps
{
    /// <summary>Takes a step in and makes of all steps so far the row that the head reads.</summary>
    /// <param name="pooling">How; null where nothing is pooled.</param>
    /// <param name="step">The step's number, from 1.</param>
    /// <param name="pooled">[O]: what was pooled before, overwritten; undefined before the first step.</param>
    /// <param name="row">[O]: the step, overwritten with the row for the head.</param>
    public static void Take(NetworkPooling? pooling, long step, Span<float> pooled, Span<float> row)
    {
        if (pooling is null or NetworkPooling.Last or NetworkPooling.Final)
        {
            row.CopyTo(pooled);
            return;
        }

        for (int k = 0; k < row.Length; k++)
        {
            pooled[k] = pooling switch
            {
                // The kernel begins at 0, which makes a positive zero of a negative one.
                NetworkPooling.Mean => (step == 1 ? 0 : pooled[k]) + row[k],
                NetworkPooling.Max when step > 1 => MathF.Max(pooled[k], row[k]),
                _ => row[k],
            };
        }

        pooled.CopyTo(row);

        // The kernel multiplies by the reciprocal: to divide gives other bits where it is not exact.
        float share = 1f / step;
        for (int k = 0; k < row.Length && pooling == NetworkPooling.Mean && step > 1; k++)
        {
            row[k] = MathF.FusedMultiplyAdd(share, pooled[k], 0);
        }
    }
}
