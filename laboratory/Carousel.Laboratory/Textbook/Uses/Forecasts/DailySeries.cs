using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Forecasts;

/// <summary>A value for each of many days.</summary>
/// <param name="Days">[T], rising.</param>
/// <param name="Values">[T].</param>
/// <param name="HasLevel">Whether the level itself says something of the next value, as of weather and sales; the level
/// of a price only says where it stands.</param>
internal sealed record DailySeries(DateTime[] Days, double[] Values, bool HasLevel)
{
    private const int FewestDays = 1000;
    private const double Step = 0.01;

    /// <summary>Reads a table with a header; values of one day are added up.</summary>
    /// <param name="path">Where it lies; may be packed by gzip.</param>
    /// <param name="day">The column of days, as 2012-01-31.</param>
    /// <param name="value">The column of values.</param>
    /// <exception cref="DataFormatException">It can't be read, or is another table.</exception>
    public static DailySeries Read(string path, string day, string value)
    {
        using TextReader reader = TextFile.Open(path);
        string[] names = (reader.ReadLine() ?? "").Split(',');
        int dayColumn = Array.IndexOf(names, day), valueColumn = Array.IndexOf(names, value);
        if (dayColumn < 0 || valueColumn < 0)
        {
            throw new DataFormatException(
                path, 1, 0, $"the first line has no columns {day} and {value}; pass the table that is named.");
        }

        var sums = new SortedDictionary<DateTime, double>();
        long number = 1;
        while (reader.ReadLine() is { } line)
        {
            number++;
            string[] cells = line.Split(',');
            if (cells.Length != names.Length
                || !DateTime.TryParseExact(
                    cells[dayColumn], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime at)
                || !double.TryParse(cells[valueColumn], CultureInfo.InvariantCulture, out double own)
                || !double.IsFinite(own))
            {
                throw new DataFormatException(
                    path, number, 0, $"the line has no day in {day} or no number in {value}; the file is damaged.");
            }

            sums[at] = sums.GetValueOrDefault(at) + own;
        }

        return sums.Count >= FewestDays
            ? new DailySeries([.. sums.Keys], [.. sums.Values], HasLevel: true)
            : throw new DataFormatException(
                $"{path} has {sums.Count} days, at least {FewestDays} are needed; the file is damaged.");
    }

    /// <summary>The same as logarithms of prices.</summary>
    public DailySeries AsPrices() => new(Days, [.. Values.Select(v => Math.Log(v))], HasLevel: false);

    /// <summary>A walk of random steps, each of which may go on with a part of the one before.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="days">T.</param>
    /// <param name="momentum">The part: 0 for a walk that nothing can be known of.</param>
    public static DailySeries Walk(TrialRandom random, int days, double momentum)
    {
        var values = new double[days];
        double step = 0;
        for (int t = 1; t < days; t++)
        {
            step = (momentum * step) + (Step * random.Gaussian());
            values[t] = values[t - 1] + step;
        }

        DateTime[] at = [.. Enumerable.Range(0, days).Select(day => DateTime.UnixEpoch.AddDays(day))];
        return new DailySeries(at, values, HasLevel: false);
    }
}
