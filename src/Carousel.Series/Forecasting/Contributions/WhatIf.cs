using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>Values that columns known ahead have in the rows ahead, instead of those of the file.</summary>
internal sealed class WhatIf
{
    private readonly ForecastDesign _design;
    private readonly (string Column, double Value)[] _changes;

    /// <summary>Reads changes.</summary>
    /// <param name="design">The columns.</param>
    /// <param name="texts">Each <c>column=number</c>.</param>
    /// <exception cref="OptionException">One has no number, its column is not known ahead, or is there twice.
    /// </exception>
    public WhatIf(ForecastDesign design, IReadOnlyList<string> texts)
    {
        _design = design;
        _changes = [.. texts.Select(Read)];
        if (_changes.CountBy(change => change.Column).FirstOrDefault(c => c.Value > 1) is { Key: { } twice })
        {
            throw new OptionException($"{{Set}} has several values for '{twice}'; leave one.");
        }
    }

    /// <summary>A series with other values of a column in the rows after its history.</summary>
    /// <param name="series">The series.</param>
    /// <param name="column">Which column.</param>
    /// <param name="valueOf">The value of a row.</param>
    public static Series Changed(Series series, int column, Func<int, double> valueOf)
    {
        float[][] values = [.. series.Columns.Select((_, c) => series.ColumnArray(c))];
        values[column] = [.. values[column]];
        for (int row = series.HistoryLength; row < series.Length; row++)
        {
            values[column][row] = (float)valueOf(row);
        }

        return new Series(
            series.Columns, values, series.TimesArray, series.Frequency, series.Id, series.Statics, series.FutureRows);
    }

    /// <summary>The series with the changes.</summary>
    /// <param name="set">Series with rows ahead.</param>
    public SeriesSet Apply(SeriesSet set) => set.With([.. set.Series.Select(series => _changes.Aggregate(
        series, (changed, change) => Changed(changed, series.IndexOf(change.Column), _ => change.Value)))]);

    /// <summary>Forecasts with the changes; a note compares the mean with that of the forecast without them.</summary>
    /// <param name="forecaster">The forecaster.</param>
    /// <param name="set">The series of the file; without rows ahead if all columns known ahead are changed.</param>
    /// <param name="assumeKnown">Whether columns that are not changed may repeat their last season.</param>
    /// <param name="cancellation">Stops it between batches.</param>
    public Forecast Run(Forecaster forecaster, SeriesSet set, bool assumeKnown, CancellationToken cancellation)
    {
        bool isRepeated = _design.Known.All(name => _changes.Any(c => c.Column == name))
            && set.Series.Any(s => s.FutureRows < _design.Horizon
                || _design.Known.Any(k => s.Column(k)[s.HistoryLength..].Count(float.NaN) > 0));
        Forecast plain = forecaster.Predict(
            isRepeated
                ? PredictionInputs.Extended(set, _design, _design.LongestSeason, assumed: null, fills: true)
                : set,
            assumeKnown, cancellation);
        Forecast changed = forecaster.Predict(Apply(plain.Set), assumeKnown, isLater: false, cancellation);
        string all = string.Join(" and ", _changes.Select(c => $"{c.Column} = {Outside(set, c)}"));
        string means = string.Join("; ", _design.Targets.Select((target, k) =>
        {
            (double from, double to) = (Mean(plain, k), Mean(changed, k));
            return $"the mean forecast of {target} is {MeasuredText.Number(to)} instead of {MeasuredText.Number(from)}"
                + (from == 0 ? "" : Invariant.Of($" ({100 * (to - from) / Math.Abs(from):+0.0;−0.0;0} %)"));
        }));
        return changed with
        {
            Notes =
            [
                .. plain.Notes.Union(changed.Notes),
                $"With {all} in the next {FigureText.Counted(_design.Horizon, "row")}, {means}."
                + (isRepeated ? " The comparison repeats the last season where rows ahead are missing." : ""),
            ],
        };
    }

    // A value with the range of the rows before, if it is outside.
    private static string Outside(SeriesSet set, (string Column, double Value) change)
    {
        float[] seen =
        [
            .. set.Series.SelectMany(s => s.ColumnArray(s.IndexOf(change.Column)).Take(s.HistoryLength))
                .Where(float.IsFinite),
        ];
        return seen.Length == 0 || ((float)change.Value >= seen.Min() && (float)change.Value <= seen.Max())
            ? Invariant.Of($"{change.Value}")
            : Invariant.Of($"{change.Value} ({change.Column} was {seen.Min()} to {seen.Max()} in the rows before)");
    }

    private static double Mean(Forecast forecast, int target) =>
        Enumerable.Range(0, forecast.Windows.Count)
            .SelectMany(w => forecast.OpenSteps(w).Select(step => forecast.Quantiles.MedianOf(w, step, target)))
            .DefaultIfEmpty(0).Average();

    private (string Column, double Value) Read(string text)
    {
        int equals = text.LastIndexOf('=');
        string column = text[..Math.Max(0, equals)].Trim();
        return equals < 1 || !double.TryParse(
                text[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !float.IsFinite((float)value)
            ? throw new OptionException(
                $"{{Set}} must be a column and a number, such as price=9.99, but is '{text}'.")
            : _design.Known.Contains(column) ? (column, value)
            : throw new OptionException(
                $"{{Set}} changes columns that are known ahead, and '{column}' is not one: this model has "
                + $"{(_design.Known.Count == 0 ? "none" : CsvColumns.Shown(_design.Known))}.");
    }
}
