using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Forecasting;

/// <summary>
/// Adds the sums of a hierarchy to its series, so that they are learned and forecast as separate series.
/// </summary>
internal static class HierarchySeries
{
    /// <summary>Replaces a category that the series of a sum do not share.</summary>
    private const string Several = "several";

    private static readonly OptionTable _names = OptionTable.Of(typeof(ForecastOptions));

    /// <summary>The static value that sums have, and no column of a file: names of columns hold no asterisk.</summary>
    private const string LevelKey = "*level";

    /// <summary>Requires a window of every series: without one of them the others can't add up.</summary>
    /// <param name="inputs">What is to be forecast.</param>
    /// <param name="design">The design.</param>
    /// <exception cref="DataFormatException">A series is too short.</exception>
    public static void RequireAll(PredictionInputs inputs, ForecastDesign design)
    {
        if (design.Hierarchy is null)
        {
            return;
        }

        SeriesSet set = inputs.Set;
        HashSet<int> forecast = [.. inputs.Windows.Select(w => w.Series)];
        if (set.Series.Where((_, s) => !forecast.Contains(s)).FirstOrDefault() is { } missing)
        {
            throw new DataFormatException(
                $"{set.Name}: series '{missing.Id}' has {missing.HistoryLength:N0} rows, fewer than the look-back "
                + $"of {design.Lookback:N0}, but the sums need every series. Pass more rows of it.");
        }
    }

    /// <summary>Whether a series is a sum of others.</summary>
    /// <param name="series">The series.</param>
    public static bool IsSum(Series series) => series.Statics.ContainsKey(LevelKey);

    /// <summary>The columns of a hierarchy; none without one.</summary>
    /// <param name="text">As <c>--hierarchy</c> takes it, or null.</param>
    public static IReadOnlyList<string> ColumnsOf(string? text) =>
        text is null ? [] : HierarchyForm.Parse(text).Columns;

    /// <summary>The series for a training.</summary>
    /// <param name="set">As they were read.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="DataFormatException">The groups do not form a hierarchy.</exception>
    public static SeriesSet Prepare(SeriesSet set, ForecastOptions options) =>
        options.Hierarchy is { } text ? WithSums(set, HierarchyForm.Parse(text)) : set;

    /// <summary>The series for a model.</summary>
    /// <param name="set">As they were read.</param>
    /// <param name="design">What the model was trained on.</param>
    /// <exception cref="DataFormatException">The groups do not form a hierarchy.</exception>
    public static SeriesSet Prepare(SeriesSet set, ForecastDesign design) =>
        design.Hierarchy is { } text ? WithSums(set, HierarchyForm.Parse(text)) : set;

    /// <summary>The same with the row of the file for each row; −1 for those of sums.</summary>
    /// <param name="design">What the model was trained on.</param>
    /// <param name="read">The series as they were read, with their rows.</param>
    /// <exception cref="DataFormatException">The groups do not form a hierarchy.</exception>
    public static (SeriesSet Set, IReadOnlyList<int[]> Rows) Prepare(
        ForecastDesign design, (SeriesSet Set, IReadOnlyList<int[]> Rows) read)
    {
        SeriesSet set = Prepare(read.Set, design);
        var rows = read.Set.Series.Zip(read.Rows).ToDictionary(p => p.First, p => p.Second);
        return (
            set,
            [
                .. set.Series.Select(s => rows.TryGetValue(s, out int[]? own)
                    ? own
                    : [.. Enumerable.Repeat(-1, s.Length)]),
            ]);
    }

    /// <summary>The set with the sums before its series.</summary>
    /// <param name="set">The series, each with its groups as static values.</param>
    /// <param name="form">Which columns group them.</param>
    /// <returns>The sums, level after level, then the series; the same set where it holds them.</returns>
    /// <remarks>
    /// A sum is missing where one of its series has a gap. A series that begins later than the others counts as 0
    /// before its first row. Covariates of a sum, and its static numbers, are the means of its series.
    /// </remarks>
    /// <exception cref="DataFormatException">The groups do not form a hierarchy, or the series do not end in the same
    /// row.</exception>
    private static SeriesSet WithSums(SeriesSet set, HierarchyForm form)
    {
        if (IsSum(set[0]))
        {
            return set;
        }

        RequireGroups(set, form);
        RequireSameEnd(set);

        // The same series in another order of rows are the same hierarchy.
        Series[] bottom = [.. set.Series.OrderBy(s => s.Id, StringComparer.Ordinal)];
        var hierarchy = Hierarchy.Of(form, bottom);
        HashSet<string?> ids = [.. set.Series.Select(s => s.Id)];
        Series[] sums =
        [
            .. hierarchy.Nodes.Take(hierarchy.Sums).Select((node, a) => ids.Contains(hierarchy.IdOf(a))
                ? throw new DataFormatException(
                    $"{set.Name}: a series is called '{hierarchy.IdOf(a)}', as is a sum of the hierarchy. Rename the "
                    + "series.")
                : SumOf(
                    [.. node.Members.Select(m => bottom[m])], set.Roles, form, hierarchy.IdOf(a),
                    hierarchy.Levels[node.Level])),
        ];
        int late = set.Series.Count(s => s.HistoryLength < set.Series.Max(o => o.HistoryLength));
        string[] notes = late == 0 ? [] :
        [
            $"Series that begin later than others: {late}. Before its first row a series counts as 0 in the sums.",
        ];
        return new SeriesSet(
            [.. sums, .. bottom], set.Roles, set.Name, [.. set.Notes, .. notes], set.TimeName, set.IdName)
        {
            Sampling = set.Sampling,
            Clock = set.Clock,
            MissingCodes = set.MissingCodes,
        };
    }

    private static void RequireGroups(SeriesSet set, HierarchyForm form)
    {
        if (set.Count == 1)
        {
            throw _names.Unfit($"{set.Name} contains one series, which {{Hierarchy}} cannot divide. Pass several.");
        }

        foreach (string column in form.Columns)
        {
            if (set.Series.FirstOrDefault(s =>
                !s.Statics.TryGetValue(column, out StaticValue value) || value.Text.Length == 0) is { } without)
            {
                throw new DataFormatException(
                    $"{set.Name}: series '{without.Id}' has no '{column}', which the hierarchy needs. Fill that "
                    + "column in each of its rows.");
            }

            string first = set[0].Statics[column].Text;
            if (set.Series.All(s => s.Statics[column].Text == first))
            {
                throw _names.Unfit(
                    $"{set.Name}: column '{column}' is '{first}' in every series, so it does not add a level. "
                    + $"Leave it out of {{Hierarchy}}.");
            }
        }

        foreach (IReadOnlyList<string> path in form.Paths)
        {
            for (int depth = 1; depth < path.Count; depth++)
            {
                RequireWithin(set, path[depth - 1], path[depth]);
            }
        }
    }

    /// <summary>Checks that each group of one column is part of one group of another.</summary>
    private static void RequireWithin(SeriesSet set, string outer, string inner)
    {
        foreach (IGrouping<string, Series> group in set.Series
            .GroupBy(s => s.Statics[inner].Text))
        {
            Series first = group.First();
            if (group.FirstOrDefault(s => s.Statics[outer].Text != first.Statics[outer].Text) is { } other)
            {
                throw _names.Unfit(
                    $"{set.Name}: the {inner} '{group.Key}' belongs to two groups, to the {outer} "
                    + $"'{first.Statics[outer].Text}' (series '{first.Id}') and to '{other.Statics[outer].Text}' "
                    + $"(series '{other.Id}'). Correct one, give them two names, or cross the columns: {{Hierarchy}} "
                    + $"{outer}*{inner}.");
            }
        }
    }

    private static void RequireSameEnd(SeriesSet set)
    {
        Series longest = set.Series.MaxBy(s => s.HistoryLength)!;
        string end = longest.LabelAt(longest.HistoryLength - 1);
        bool onGrid = set.Frequency is not null;
        bool Ends(Series s) => s.HistoryLength > 0
            && (onGrid ? s.LabelAt(s.HistoryLength - 1) == end : s.HistoryLength == longest.HistoryLength);
        if (set.Series.FirstOrDefault(s => !Ends(s)) is { } other)
        {
            throw new DataFormatException(
                $"{set.Name}: series '{other.Id}' {(onGrid ? "ends at" : "has its last row in")} "
                + $"{other.LabelAt(Math.Max(0, other.HistoryLength - 1))}, '{longest.Id}' {(onGrid ? "at" : "in")} "
                + $"{end}; the sums of a hierarchy need all series up to the same row. Add the missing rows with 0, or "
                + "leave that series out.");
        }
    }

    private static Series SumOf(Series[] members, SeriesRoles roles, HierarchyForm form, string id, string level)
    {
        Series longest = members.MaxBy(m => m.HistoryLength)!;
        int future = members.Min(m => m.FutureRows), history = longest.HistoryLength, length = history + future;
        float[][] values = [.. roles.Columns.Select((_, c) => new float[length])];
        for (int c = 0; c < values.Length; c++)
        {
            bool isTarget = c < roles.Targets.Count;
            for (int row = 0; row < length; row++)
            {
                double sum = 0;
                int known = 0;
                foreach (Series member in members)
                {
                    int own = row - history + member.HistoryLength;
                    if (own >= 0)
                    {
                        sum += member[own, c];
                        known++;
                    }
                }

                values[c][row] = (float)(isTarget && row < history ? sum : isTarget ? float.NaN : sum / known);
            }
        }

        DateTime[]? times = longest.HasTimes ? longest.Times[..length].ToArray() : null;
        Dictionary<string, StaticValue> statics = StaticsOf(members, roles, form);
        statics[LevelKey] = StaticValue.FromText(level);
        return new Series(roles.Columns, values, times, longest.Frequency, id, statics, future);
    }

    private static Dictionary<string, StaticValue> StaticsOf(Series[] members, SeriesRoles roles, HierarchyForm form)
    {
        var statics = new Dictionary<string, StaticValue>();
        foreach (string column in roles.Static.Union(form.Columns))
        {
            string[] texts = [.. members.Select(m => m.Statics[column].Text).Distinct()];
            bool isGroup = form.Columns.Contains(column);
            statics[column] = texts.Length == 1 ? members[0].Statics[column]
                : isGroup ? new StaticValue("", float.NaN)
                : members.All(m => m.Statics[column].IsNumber)
                    ? StaticValue.FromText(members.Average(m => (double)m.Statics[column].Number)
                        .ToString("R", System.Globalization.CultureInfo.InvariantCulture))
                    : new StaticValue(Several, float.NaN);
        }

        return statics;
    }
}
