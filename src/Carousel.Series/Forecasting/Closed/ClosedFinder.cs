using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Finds times at which series never have a value, or reads the times given by the user.</summary>
internal static class ClosedFinder
{
    /// <summary>The least number of weeks, days or years without a value.</summary>
    private const int LeastCycles = 8;

    /// <summary>A weekday without a value needs only this many weeks if all other weekdays always have one: three days
    /// missing by chance of 21 are all days of one weekday with a probability of 7/1330, 0.5 %.</summary>
    private const int LeastWeeks = 3;

    /// <summary>One exception is allowed per this many values of an open time.</summary>
    private const int ValuesAnException = 100;

    /// <summary>Where fewer values would come at an open time, none may be chance.</summary>
    private const double LeastExpected = 7;

    /// <summary>When the series are closed; null where they never are.</summary>
    /// <param name="split">The series and the rows to learn from.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="Carousel.Jobs.Fitting.OptionException">Times are named, but rows have none.</exception>
    public static ClosedTimes? Of(TemporalSplit split, ForecastOptions options)
    {
        SeriesSet set = split.Set;
        bool hasTimes = set.Frequency is not null && set[0].HasTimes;
        return options.Closed switch
        {
            null => hasTimes ? Find(set, split.Train.Rows, options.Hierarchy is null) : null,
            [] => null,
            _ when !hasTimes => throw options.Wrong(
                $"{{Closed}} names times of a clock, but the rows of {set.Name} have no time stamps at even "
                + "distances."),
            var words => new ClosedTimes(words),
        };
    }

    private static ClosedTimes? Find(SeriesSet set, IReadOnlyList<RowRange> rows, bool each)
    {
        int[] words = [.. TimeWords.Of(set.Frequency!)];
        Found[][] found = [.. set.Series.Select((s, i) => Find(s, rows[i], set.Roles.Targets.Count, words))];

        // Too short a series says nothing, but one that is open there says that the others' times are their own.
        bool[] common =
        [
            .. words.Select((_, w) => found.Any(f => f[w] == Found.Closed) && found.All(f => f[w] != Found.Open)),
        ];
        var own = set.Series.Zip(found, (series, f) => (
                Id: series.Id ?? "", Closed: words.Select((_, w) => common[w] || f[w] == Found.Closed).ToArray()))
            .Where(s => each && !s.Closed.SequenceEqual(common))
            .ToDictionary(s => s.Id, s => (IReadOnlyList<string>)WordsOf(words, s.Closed));
        return own.Count == 0 && !common.Contains(true)
            ? null
            : new ClosedTimes(WordsOf(words, common)) { Series = own.Count == 0 ? null : own };
    }

    private static string[] WordsOf(int[] words, bool[] closed) =>
        [.. words.Where((_, w) => closed[w]).Select(word => TimeWords.All[word])];

    private static Found[] Find(Series series, RowRange range, int targets, int[] words)
    {
        bool[] known = ClosedTimes.HaveValues(series, targets, series.HistoryLength);
        int first = Array.IndexOf(known, true, range.Start, range.Length);
        if (first < 0)
        {
            return new Found[words.Length];
        }

        int last = Array.LastIndexOf(known, true, range.End - 1, range.End - first);
        DateTime[] times = series.TimesArray!;
        var counts = new (int Rows, int Values, int Rounds, int Round)[TimeWords.Count];
        for (int r = first; r <= last; r++)
        {
            (int day, int hour, int month) = TimeWords.Of(times[r]);
            foreach (int word in (ReadOnlySpan<int>)[day, hour, month])
            {
                (int rows, int values, int rounds, int round) = counts[word];
                int own = TimeWords.RoundOf(word, times[r]);
                counts[word] =
                    (rows + 1, values + (known[r] ? 1 : 0), rounds + (rows == 0 || own != round ? 1 : 0), own);
            }
        }

        bool areWhole = counts[..TimeWords.Days].All(day => day.Values == 0 || day.Values == day.Rows);
        return
        [
            .. words.Select(word =>
            {
                (int rows, int values, int rounds, _) = counts[word];
                double expected = rows * words.Where(w => TimeWords.IsSameKind(w, word))
                    .Max(w => counts[w].Rows < LeastCycles ? 0 : (double)counts[w].Values / counts[w].Rows);
                return values * ValuesAnException > expected ? Found.Open
                    : (rounds >= LeastCycles && expected >= LeastExpected)
                        || (areWhole && word < TimeWords.Days && rounds >= LeastWeeks) ? Found.Closed
                    : Found.Nothing;
            }),
        ];
    }

    /// <summary>What a series says of a time.</summary>
    private enum Found
    {
        /// <summary>Too little was seen.</summary>
        Nothing,

        /// <summary>It has values there.</summary>
        Open,

        /// <summary>It has none.</summary>
        Closed,
    }
}
