using Carousel.Anomalies;

namespace Carousel.Forecasting;

/// <summary>
/// The row at which a counter, such as that of a meter, began again. Forecasts read the values before it as if the
/// counter had not been reset: lowered, so that the present reading continues.
/// </summary>
internal static class CounterReset
{
    private const int FewestRows = 50;
    private const float MostLeft = 0.1f;

    /// <summary>Finds the only row at which a value that rises otherwise falls to less than a tenth.</summary>
    /// <param name="column">The values, NaN where missing.</param>
    /// <returns>The row, and how far it fell; null for none, or more than one: a saw-tooth is a season.</returns>
    public static (int Row, float Fall)? Find(ReadOnlySpan<float> column)
    {
        (int Row, float Fall)? found = null;
        float before = float.NaN;
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

            before = float.IsNaN(now) ? before : now;
        }

        return found is not null && column.Length >= FewestRows && RisingChannels.AreRising(column.ToArray())
            ? found
            : null;
    }
}
