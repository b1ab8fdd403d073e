using Carousel.Data;
using Carousel.Networks;

namespace Carousel.Forecasting;

/// <summary>
/// What the rows of a forecaster are made of, feature by feature: the order is that of
/// <see cref="ForecastDesign.EncoderFeatures"/> and <see cref="ForecastDesign.DecoderFeatures"/>.
/// </summary>
internal sealed class ForecastPortableFeatures
{
    private readonly ForecastDesign _design;
    private readonly IReadOnlyList<FittedScaler> _scalers;
    private readonly IReadOnlyList<string> _nonNegative;
    private readonly bool _isRelative;

    /// <summary>Features of a design.</summary>
    /// <param name="design">The design.</param>
    /// <param name="scaling">The scalers of its one series.</param>
    /// <param name="baseline">The baseline inside; null without one.</param>
    public ForecastPortableFeatures(ForecastDesign design, ForecastScaling scaling, RidgeBaseline? baseline)
    {
        (_design, _scalers, _nonNegative, _isRelative) = (
            design, scaling.Series.Values.Single(), scaling.NonNegative ?? [],
            design.Normalization != WindowNormalization.None);
        PortableValue[] targets = [.. design.TargetPlaces.Select(Target)];
        PortableValue[] lags = [.. design.Lags.SelectMany(lag => targets.Select(t => Late(t, lag)))];
        PortableValue[] rates =
        [
            .. design.Rates.Select(
                (rate, r) =>
                    Of(_scalers[design.Columns.Count + r]) with
                    {
                        Source = new PortableSource(PortableSourceKind.Share, rate.Target) { Whole = rate.Known },
                    }),
        ];
        PortableValue[] common = Common(scaling);
        Past = Named(design.EncoderFeatures,
        [
            .. targets, .. lags,
            .. design.Masked.Select(
                m => new PortableValue("") { Source = new PortableSource(PortableSourceKind.Present, m) }),
            .. Enumerable.Range(design.TargetCount + design.Known.Count, design.Past.Count).Select(Column), .. rates,
            .. common,
        ]);
        Ahead = Named(design.DecoderFeatures,
        [
            .. lags, .. design.Levels.SelectMany(rows => targets.Select(t => Mean(t, PortableSourceKind.Mean, rows))),
            .. design.Levels.SelectMany(rows => rates.Select(r => Mean(r, PortableSourceKind.MeanShare, rows))),
            .. common, .. Enumerable.Range(0, design.BaselineFeatures).Select(k => Baseline(k, baseline!.Maps[k])),
            new PortableValue("") { Scale = design.Horizon, Source = new PortableSource(PortableSourceKind.Step) },
        ]);
    }

    /// <summary>What a row of the look-back is made of.</summary>
    public IReadOnlyList<PortableValue> Past { get; }

    /// <summary>What a row of the horizon is made of.</summary>
    public IReadOnlyList<PortableValue> Ahead { get; }

    /// <summary>The levels that are subtracted from the targets of a window.</summary>
    public IReadOnlyList<string> Levels => _design.Normalization switch
    {
        WindowNormalization.None => [],
        WindowNormalization.Last => [.. _design.Targets.Select(t => $"the last known value of {t}, scaled")],
        _ =>
            [
                .. _design.Targets.Select(
                    t => $"the mean of the last {_design.LevelSpan} known values of {t}, each scaled"),
            ],
    };

    /// <summary>A target: scaled, less the level of its window.</summary>
    /// <param name="k">Which target.</param>
    public PortableValue Target(int k) => Column(k) with { Level = _isRelative ? k : -1 };

    private PortableValue[] Common(ForecastScaling scaling)
    {
        PortableValue[] known = [.. Enumerable.Range(_design.TargetCount, _design.Known.Count).Select(Column)];
        return
        [
            .. _design.Lags.SelectMany(lag => known.Select(k => Late(k, lag))), .. known,
            .. _design.Cycles.SelectMany(
                c =>
                    Enumerable.Range(1, _design.Harmonics)
                        .SelectMany(k => PortableSource.Turn(c.ToString().ToLowerInvariant(), k)))
                .Select(source => new PortableValue("") { Source = source }),

            // One series has one value of each, which its scaler makes 0.
            .. scaling.Statics.Select(Of),
        ];
    }

    private PortableValue Baseline(int k, LinearMap map) => new("")
    {
        Level = _isRelative ? k : -1,
        Source = new PortableSource(PortableSourceKind.Regression, _design.Targets[k])
        {
            Rows = Math.Max(_design.BaselineLags, _design.BaselineYear),
            Regression = new PortableRegression(
                Column(k), [.. Enumerable.Range(_design.TargetCount, _design.Known.Count).Select(Column)],
                _design.BaselineLags)
            {
                HasHours = _design.Cycles.Contains(CalendarCycle.Day),
                HasWeekdays = _design.Cycles.Contains(CalendarCycle.Week),
                YearHarmonics = _design.Cycles.Contains(CalendarCycle.Year) ? WindowInputs.YearHarmonics : 0,
                Year = _design.BaselineYear,
                Season = Math.Max(1, _design.Season),
                Weights = LinearMap.InDouble(map.Weights),
                Offsets = LinearMap.InDouble(map.Offsets),
            },
        },
    };

    private PortableValue Column(int c) => Of(_scalers[c]) with
    {
        Scaling = _design.Transforms[c] switch
        {
            TargetTransform.SquareRoot => PortableScaling.SquareRoot,
            TargetTransform.Log => PortableScaling.Logarithm,
            _ when _nonNegative.Contains(_design.Columns[c]) => PortableScaling.NonNegative,
            _ => PortableScaling.Linear,
        },
        Source = PortableSource.Of(_design.Columns[c]),
    };

    private static PortableValue Late(PortableValue value, int rows) =>
        value with { Source = value.Source! with { Back = rows } };

    private static PortableValue Mean(PortableValue value, PortableSourceKind kind, int rows) =>
        value with { Source = value.Source! with { Kind = kind, Rows = rows } };

    private static PortableValue Of(FittedScaler scaler) => new("") { Offset = scaler.Offset, Scale = scaler.Scale };

    private static PortableValue[] Named(IReadOnlyList<string> names, PortableValue[] values) =>
        [.. names.Zip(values, (name, value) => value with { Name = name })];
}
