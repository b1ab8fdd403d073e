using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>What series must be to be learned from; each check says in one sentence what is wanting.</summary>
internal static class SeriesRequirements
{
    /// <summary>Throws where a target never changes in any series, or is missing everywhere.</summary>
    /// <param name="set">The series.</param>
    /// <exception cref="DataFormatException">There is nothing to learn.</exception>
    public static void RequireVariation(SeriesSet set)
    {
        for (int c = 0; c < set.Roles.Targets.Count; c++)
        {
            float known = set.Series.Select(s => FirstKnown(s.Column(c)))
                .FirstOrDefault(v => !float.IsNaN(v), float.NaN);
            string name = set.Roles.Targets[c];
            if (float.IsNaN(known))
            {
                throw OptionTable.Of(typeof(ReadOptions))
                    .Unfit($"{set.Name}: column '{name}' has no values. Fill it, or name another with {{Targets}}.");
            }

            if (set.Series.All(s => IsConstant(s.Column(c))))
            {
                string value = Invariant.Of($"{known}");
                string constant = set.Count == 1 ? $"is {value} in every row" : "never changes within any series";
                throw OptionTable.Of(typeof(ReadOptions)).Unfit(
                    $"{set.Name}: column '{name}' {constant}, so there is nothing to forecast. Check its values; if "
                    + $"another column is meant, name it with {{Targets}}.");
            }
        }
    }

    /// <summary>Throws where the longest series has too few rows for a horizon.</summary>
    /// <param name="set">The series.</param>
    /// <param name="horizon">The horizon in rows.</param>
    /// <param name="rowsNeeded">How many rows a horizon needs, rising with it.</param>
    /// <exception cref="DataFormatException">There are too few rows; the message says how many are needed and which
    /// horizon would do.</exception>
    public static void RequireRows(SeriesSet set, int horizon, Func<int, int> rowsNeeded)
    {
        int rows = set.Series.Max(s => s.HistoryLength);
        int needed = rowsNeeded(horizon);
        if (rows >= needed)
        {
            return;
        }

        int longest = 0;
        for (int low = 1, high = horizon; low <= high;)
        {
            int middle = low + ((high - low) / 2);
            bool fits = rowsNeeded(middle) <= rows;
            longest = fits ? middle : longest;
            (low, high) = fits ? (middle + 1, high) : (low, middle - 1);
        }

        string span = set.Frequency?.Describe(horizon)
            ?? FigureText.Counted(horizon, "row");
        string has = set.Count == 1
            ? $"{set.Name} has {FigureText.Count(rows)}"
            : $"the longest series of {set.Name} has {FigureText.Count(rows)}";
        OptionSentence advice = longest == 0
            ? horizon == 1 ? "Pass a longer series or smaller {Lookback} and {TestRows}, or forecast without "
                + "training." : $"A horizon of 1 needs {FigureText.Count(rowsNeeded(1))}. Add rows."
            : $"Add rows, or pass {{Horizon}} {FigureText.Count(longest)}.";
        throw OptionTable.Of(typeof(ForecastOptions)).Unfit(
            $"A horizon of {span} needs at least {FigureText.Count(needed)} rows to train, validate and "
            + $"test; {has}. {advice}");
    }

    private static float FirstKnown(ReadOnlySpan<float> values) =>
        values.IndexOfAnyExcept(float.NaN) is >= 0 and var at ? values[at] : float.NaN;

    private static bool IsConstant(ReadOnlySpan<float> values)
    {
        float first = float.NaN;
        foreach (float value in values)
        {
            if (!float.IsNaN(first) && !float.IsNaN(value) && value != first)
            {
                return false;
            }

            first = float.IsNaN(value) ? first : value;
        }

        return true;
    }
}
