using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// A past without closed rows: with them, the inputs of the network would cover only a few weeks of a shop. Steps and
/// seasons are counted in open rows.
/// </summary>
/// <param name="Past">Values of the open rows.</param>
/// <param name="Seasons">Open rows of each likely season, ascending.</param>
/// <param name="Ahead">Whether each step ahead is open.</param>
internal sealed record OpenRows(float[] Past, int[] Seasons, bool[] Ahead)
{
    /// <summary>The past of a window.</summary>
    /// <param name="design">When series are closed.</param>
    /// <param name="series">The series.</param>
    /// <param name="past">Values of the last rows before the origin.</param>
    /// <param name="window">The origin and the steps ahead.</param>
    /// <param name="seasons">Rows of each likely season, ascending.</param>
    /// <returns>The open rows; the past itself if closed times do not repeat with the shortest season.</returns>
    public static OpenRows Of(ForecastDesign design, Series series, float[] past, Window window, int[] seasons)
    {
        var all = new OpenRows(past, seasons, [.. Enumerable.Repeat(true, design.Horizon)]);
        if (design.Closed is null || seasons.Length == 0)
        {
            return all;
        }

        bool[] isOpen =
        [
            .. Enumerable.Range(window.Origin - past.Length, past.Length + design.Horizon)
                .Select(row => design.IsOpen(series, row)),
        ];
        int[] rows = [.. Enumerable.Range(0, past.Length).Where(row => isOpen[row])],
            rounds = [.. seasons.Select(season => LastValueMethod.OpenTimes(isOpen[..past.Length], season))];
        return ZeroShotForecaster.HasEnough([.. rows.Select(row => past[row])])
            && rows.Skip(rounds[0]).Zip(rows).All(pair => (pair.First - pair.Second) % seasons[0] == 0)
            ? new OpenRows(
                [.. rows.Select(row => past[row])], [.. rounds.Where(r => r > 1).Distinct()], isOpen[past.Length..])
            : all;
    }

    /// <summary>How many steps ahead are open before one, or in all.</summary>
    public int CountBefore(int step) => Ahead.Take(step).Count(isOpen => isOpen);
}
