using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Windows made of two: some groups of inputs are those of the window that is explained, the others those of a
/// background window; there is one such window for each background window.
/// </summary>
internal sealed class CompositeWindows
{
    private readonly Forecaster _forecaster;
    private readonly ForecastData _data;
    private readonly InputGroups _groups;
    private readonly ForecastScaling _scaling;
    private readonly Series _series;
    private readonly int _rows;
    private readonly Part _own;
    private readonly Part[] _others;

    /// <summary>Prepares the rows.</summary>
    /// <param name="forecaster">The forecaster.</param>
    /// <param name="data">The series of all windows.</param>
    /// <param name="groups">The groups of inputs.</param>
    /// <param name="window">The window that is explained.</param>
    /// <param name="background">The background windows. Rows before the first of their series are missing.</param>
    /// <param name="reach">Rows before an origin on which a forecast can depend.</param>
    public CompositeWindows(
        Forecaster forecaster, ForecastData data, InputGroups groups, Window window, IEnumerable<Window> background,
        int reach)
    {
        (_forecaster, _data, _groups, _series) = (forecaster, data, groups, data.Set[window.Series]);
        _rows = Math.Min(reach, window.Origin);
        (_own, _others) = (PartOf(window), [.. background.Select(PartOf)]);
        Windows = [.. _others.Select((_, b) => window with { Series = b, Origin = _rows })];

        // A series that training did not see keeps the scalers of all its rows.
        _scaling = forecaster.Knows(_series.Id) ? forecaster.Scaling : forecaster.Scaling with
        {
            Series = new Dictionary<string, IReadOnlyList<FittedScaler>>(forecaster.Scaling.Series)
            {
                [_series.Id ?? ""] = data.Series[window.Series].Scalers,
            },
        };
    }

    /// <summary>The windows among the series of <see cref="Of"/>.</summary>
    public IReadOnlyList<Window> Windows { get; }

    private ForecastDesign Design => _forecaster.Design;

    /// <summary>The series of the windows.</summary>
    /// <param name="chosen">[groups]: those of the window that is explained.</param>
    public ForecastData Of(bool[] chosen)
    {
        Series[] Made(int stamps) => [.. _others.Select(other => Mixed(other, chosen, stamps))];
        return new ForecastData(
            _data.Set.With(Made(_groups.Calendar)), Design, _scaling, baseline: _forecaster.Baseline)
        {
            Days = Design.Events is null ? null : Made(_groups.Calendar + 1),
        };
    }

    private Series Mixed(Part other, bool[] chosen, int stamps)
    {
        Part Of(int group) => group < chosen.Length && chosen[group] ? _own : other;
        T[] Joined<T>(T[] before, T[] ahead) => [.. before[.._rows], .. ahead[_rows..]];
        return new Series(
            _series.Columns,
            new MixedRows(
                [
                    .. _series.Columns.Select((_, c) => Joined(
                        Of(_groups.Before(c)).Columns[c],
                        Of(Design.IsKnown(c) ? _groups.Ahead(c) : InputGroups.History).Columns[c])),
                ],
                _own.Times is null || other.Times is null ? null
                    : Joined(Of(InputGroups.History).Times!, Of(stamps).Times!)),
            _series.Frequency, _series.Id, _series.Statics, Design.Horizon);
    }

    private Part PartOf(Window window)
    {
        Series series = _data.Set[window.Series];
        int first = window.Origin - _rows, from = Math.Max(0, first), length = _rows + Design.Horizon;
        return new Part(
            [
                .. series.Columns.Select((_, c) =>
                {
                    var column = new float[length];
                    Array.Fill(column, float.NaN);
                    int end = Math.Min(series.Length, Design.IsKnown(c) ? window.Ahead.End : window.Origin);
                    series.Column(c)[from..end].CopyTo(column.AsSpan(from - first));
                    return column;
                }),
            ],
            series.Frequency is not { } frequency ? null :
            [
                .. Enumerable.Range(first, length).Select(
                    row => row < 0 ? frequency.Add(series.Times[0], row) : series.TimeAt(row)!.Value),
            ]);
    }

    /// <summary>The rows of a window; what is not known at its origin is missing.</summary>
    /// <param name="Columns">[columns][rows].</param>
    /// <param name="Times">[rows]; null without a grid.</param>
    private sealed record Part(float[][] Columns, DateTime[]? Times);
}
