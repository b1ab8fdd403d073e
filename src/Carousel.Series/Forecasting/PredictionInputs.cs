using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>Checks and completes the series of a prediction.</summary>
internal sealed record PredictionInputs(SeriesSet Set, IReadOnlyList<Window> Windows, IReadOnlyList<string> Notes)
{
    private const int MostNames = 3;

    public static PredictionInputs Make(
        SeriesSet set, ForecastDesign design, ForecastScaling? scaling, bool assumeKnown)
    {
        RequireColumns(set, design);
        var notes = new List<string>();
        SeriesSet complete = Complete(set, design, assumeKnown, notes);
        complete = scaling is null ? complete : Begun(complete, design, scaling, notes);
        var windows = new List<Window>();
        for (int s = 0; s < complete.Count; s++)
        {
            if (complete[s].HistoryLength >= design.Lookback)
            {
                windows.Add(new Window(s, complete[s].HistoryLength, design.Lookback, design.Horizon));
            }
            else if (complete.Count > 1)
            {
                notes.Add(
                    $"Series '{complete[s].Id}' has {FigureText.Counted(complete[s].HistoryLength, "row")}, fewer than "
                    + $"the look-back of {design.Lookback}; it is left out."
                    + (scaling is null ? "" : " A forecast without training (zero-shot) needs only 3 rows."));
            }
        }

        return windows.Count > 0
            ? new PredictionInputs(complete, windows, notes)
            : throw TooShort(set, design);
    }

    /// <summary>What is wrong with a file that covers less than the look-back.</summary>
    public static DataFormatException TooShort(SeriesSet set, ForecastDesign design) => new(
        $"{set.Name} covers {ForecastFacts.Steps(set, set.Series.Max(s => s.HistoryLength))}, but the model looks back "
        + $"{ForecastFacts.Steps(set, design.Lookback)}. Pass a file that covers at least as many.");

    /// <summary>
    /// Series that training did not see and that are shorter than the look-back begin with rows of which nothing is
    /// known, if static values determine which other series are similar.
    /// </summary>
    private static SeriesSet Begun(SeriesSet set, ForecastDesign design, ForecastScaling scaling, List<string> notes)
    {
        var series = new List<Series>();
        foreach (Series one in set.Series)
        {
            bool isNew = one.HistoryLength < design.Lookback && !scaling.Series.ContainsKey(one.Id ?? "");
            IReadOnlyList<string> near = isNew ? scaling.Nearest(one, design) : [];
            series.Add(near.Count == 0 ? one : Begun(one, design.Lookback - one.HistoryLength));
            if (near.Count > 0)
            {
                string names = FigureText.Listed([.. near.Select(n => $"'{n}'")], MostNames);
                notes.Add(
                    $"Series '{one.Id}' was not in the training and has {FigureText.Counted(one.HistoryLength, "row")}"
                    + $": it is scaled like the series with the nearest static values, {names}.");
            }
        }

        string[] unseen =
        [
            .. set.Series.Where(s => s.HistoryLength >= design.Lookback && !scaling.Series.ContainsKey(s.Id ?? ""))
                .Select(s => $"'{s.Id}'"),
        ];
        if (unseen.Length > 0)
        {
            notes.Add(
                $"Series not in the training are scaled by their own rows: {FigureText.Listed(unseen, MostNames)}.");
        }

        return set.With(series);
    }

    private static Series Begun(Series series, int rows) => new(
        series.Columns,
        [
            .. series.Columns.Select(float[] (_, c) => [.. Enumerable.Repeat(float.NaN, rows), .. series.Column(c)]),
        ],
        series.HasTimes && series.Frequency is { } frequency
            ? [
                .. Enumerable.Range(0, rows).Select(r => frequency.Add(series.Times[0], r - rows)),
                .. series.Times,
            ]
            : null,
        series.Frequency, series.Id, series.Statics, series.FutureRows);

    public static void RequireColumns(SeriesSet set, ForecastDesign design)
    {
        string[] missing = [.. design.Columns.Where(c => !set.Columns.Contains(c))];
        if (missing.Length > 0 || !set.Columns.SequenceEqual(design.Columns))
        {
            string found = missing.Length > 0
                ? $"lacks '{MeterReadings.NamesOf(missing)[0]}'"
                : $"has {CsvColumns.Shown(set.Columns)} in other roles";
            throw new DataFormatException(
                $"The model was trained on columns {CsvColumns.Shown(MeterReadings.NamesOf(design.Columns))}; "
                + $"{set.Name} {found}.");
        }

        string? own = set.Frequency?.ToString();
        if (design.Frequency is { } frequency && own != frequency)
        {
            // One row has no distance to another.
            throw set.TotalRows == 1 ? TooShort(set, design) : new DataFormatException(
                $"The model was trained on rows of the frequency '{frequency}'; those of {set.Name} "
                + $"have {(own is null ? "no time stamps on a grid" : $"'{own}'")}.");
        }
    }

    private static SeriesSet Complete(SeriesSet set, ForecastDesign design, bool assumeKnown, List<string> notes)
    {
        if (design.Known.Count == 0)
        {
            return set;
        }

        string? EmptyAt(Series s, int r) => design.Known.FirstOrDefault(
            k => float.IsNaN(s.Column(k)[r]) && IsFilled(s, s.IndexOf(k)));

        // The first row up to the horizon that is missing or has an empty cell. Closed times need no values.
        (Series lacking, int row, string? empty) = set.Series.SelectMany(
            s => Enumerable.Range(s.HistoryLength, design.Horizon)
                .Where(r => design.IsOpen(s, r))
                .Select(r => (Series: s, Row: r, Empty: r >= s.Length ? null : EmptyAt(s, r))))
            .FirstOrDefault(found => found.Row >= found.Series.Length || found.Empty is not null);
        if (lacking is null)
        {
            return set.Series.All(s => s.FutureRows >= design.Horizon) ? set
                : Extended(set, design, season: 1, assumed: null, fills: false);
        }

        // A row with neither target nor known values ends the history, as if the rows before it were not ahead.
        if (!assumeKnown && empty is null && lacking.Length > design.Horizon
            && lacking.Column(0)[^design.Horizon..].Count(float.NaN) == design.Horizon)
        {
            row = lacking.HistoryLength - 1;
            empty = EmptyAt(lacking, row);
        }

        string ahead = ForecastFacts.Steps(set, design.Horizon);
        string known = empty ?? string.Join(" and ", design.Known);
        if (!assumeKnown)
        {
            throw OptionTable.Of(typeof(ForecastOptions)).Unfit(empty is null
                ? $"The model was trained on columns {CsvColumns.Shown(design.Columns)}; {set.Name} has "
                    + $"'{known}' only {lacking.FutureRows} rows ahead, and the model needs it {ahead} ahead. "
                    + $"Add those rows with the target left empty, or pass {{RepeatKnown}} or {{Set}} for each column."
                : $"{set.Name} has no '{known}' in the row of {lacking.LabelAt(row)}"
                    + $"{(set.Count == 1 ? "" : $" of series '{lacking.Id}'")}, and the model needs it {ahead} ahead. "
                    + $"Fill in the empty cells after the last target, or pass {{RepeatKnown}}.");
        }

        // Without a season the usual one of the frequency: a day with an offer does not make all days have one.
        int season = design.LongestSeason;
        season = season == 1 && ZeroShotForecaster.SeasonsOf(set.Frequency) is [var usual, ..]
            && set.Series.All(s => s.HistoryLength >= usual) ? usual : season;
        string repeated = $"the last {(season > 1 ? "season" : "value")} was repeated";
        string end = lacking.LabelAt((empty is null ? lacking.Length : row) - 1);
        string assumed = set.Count == 1
            ? $"Values of {known} are not known beyond {end}; {repeated}."
            : $"Values of {known} are not known {ahead} ahead for every series, for '{lacking.Id}' not "
                + $"beyond {end}; where rows are missing, {repeated}.";
        notes.Add(assumed);
        notes.Add(
            $"{(season > 1 ? $"These are the values of {season} rows before" : "This is the value of the last row")}. "
            + $"To use your own, add rows with {known} and an empty target to {set.Name}.");
        return Extended(set, design, season, assumed, fills: true);
    }

    // An empty cell of a column that is often empty, such as the price of an offer, is what it usually has.
    private static bool IsFilled(Series series, int column) =>
        series.Column(column)[..series.HistoryLength].Count(float.NaN) < series.HistoryLength / 20.0;

    /// <summary>The series with rows up to the horizon; columns known ahead repeat their last season.</summary>
    /// <param name="set">The series.</param>
    /// <param name="design">Columns and horizon.</param>
    /// <param name="season">Rows of the season; 1 for the last value.</param>
    /// <param name="assumed">The assumption in one sentence; null for none.</param>
    /// <param name="fills">Whether empty cells ahead are filled, too.</param>
    public static SeriesSet Extended(SeriesSet set, ForecastDesign design, int season, string? assumed, bool fills) =>
        new(
            MadeRows.Of(set, design.Horizon, s => Extend(s, design, season, fills)), set.Roles, set.Name, set.Notes,
            set.TimeName, set.IdName)
        {
            Sampling = set.Sampling,
            Clock = set.Clock,
            Assumed = assumed ?? set.Assumed,
            IsLarge = set.IsLarge,
            KeptBytes = set.KeptBytes,
        };

    /// <summary>Rows after the end in which covariates repeat their last season and nothing else is known; with
    /// <paramref name="fills"/> also empty cells.</summary>
    private static Series Extend(Series series, ForecastDesign design, int season, bool fills)
    {
        int ahead = Math.Max(design.Horizon, series.FutureRows), length = series.HistoryLength + ahead;
        if (!fills && series.Length >= length)
        {
            return series;
        }

        float[][] values =
        [
            .. design.Columns.Select((name, c) =>
            {
                float[] column = [.. series.Column(c), .. Enumerable.Repeat(float.NaN, length - series.Length)];
                int first = fills && IsFilled(series, c) ? series.HistoryLength : series.Length;
                for (int r = Math.Max(season, first); r < length && design.IsKnown(c); r++)
                {
                    column[r] = float.IsNaN(column[r]) ? column[r - season] : column[r];
                }

                return column;
            }),
        ];
        DateTime[]? times = series.HasTimes && series.Frequency is not null
            ? [.. Enumerable.Range(0, length).Select(r => series.TimeAt(r)!.Value)]
            : null;
        return new Series(series.Columns, values, times, series.Frequency, series.Id, series.Statics, ahead);
    }
}
