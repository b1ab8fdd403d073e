namespace Carousel.Forecasting;

/// <summary>
/// The row at which a counter, such as that of a meter, began again. Forecasts read the values before it as lowered by
/// the fall, so that the present reading continues.
/// </summary>
internal static class CounterReset
{
    private const int FewestRises = 20;
    private const float MostLeft = 0.1f, LeastRising = 0.2f;

    /// <summary>Finds the only row at which a value that rises otherwise falls to less than a tenth.</summary>
    /// <param name="column">The values, NaN where missing.</param>
    /// <returns>The row, and how far it fell; null for none, or more than one: a saw-tooth is a season.</returns>
    public static (int Row, float Fall)? Find(ReadOnlySpan<float> column)
    {
        (int Row, float Fall)? found = null;
        float before = float.NaN;
        int rises = 0;
        for (int row = 0; row < column.Length; row++)
        {
            float now = column[row];
            if (now < before)
            {
                if (found is not null || !(now >= 0 && now < MostLeft * before))
                {
                    return null;
                }

                found = (row, before - now);
            }

            rises += now > before ? 1 : 0;
            before = float.IsNaN(now) ? before : now;
        }

        return rises >= FewestRises && rises >= LeastRising * column.Length ? found : null;
    }
}
