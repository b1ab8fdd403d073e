using Carousel.Data;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Forecasting;

/// <summary>What the rows of a forecaster are made of, feature by feature: the order is that of <see cref="ForecastDesign.EncoderFeatures"/> and <see cref="ForecastDesign.DecoderFeatures"/>.</summary>
internal sealed class ForecastPortableFeatures
{
    private readonly ForecastDesign _design;
    private readonly IReadOnlyList<FittedScaler> _scalers;
    private readonly bool _isRelative;

    /// <summary>Features of a design.</summary>
    /// <param name="design">The design.</param>
    /// <param name="scaling">The scalers of its one series.</param>
    public ForecastPortableFeatures(ForecastDesign design, ForecastScaling scaling)
    {
        (_design, _scalers, _isRelative) = (design, scaling.Series.Values.Single(), design.Normalisation != WindowNormalisation.None);
        PortableValue[] targets = [.. Enumerable.Range(0, design.TargetCount).Select(Target)];
        PortableValue[] lags = [.. design.Lags.SelectMany(_ => targets)];
        PortableValue[] rates = [.. design.Rates.Select((_, r) => Of(_scalers[design.Columns.Count + r]))];
        PortableValue[] common = Common(scaling);
        Past = Named(design.EncoderFeatures,
        [
            .. targets, .. lags, .. design.Masked.Select(_ => new PortableValue("")),
            .. Enumerable.Range(design.TargetCount + design.Known.Count, design.Past.Count).Select(Column), .. rates, .. common,
        ]);
        Ahead = Named(design.DecoderFeatures,
        [
            .. lags, .. design.Levels.SelectMany(_ => targets), .. design.Levels.SelectMany(_ => rates), .. common, new PortableValue("") { Scale = design.Horizon },
        ]);
    }

    /// <summary>What a row of the look-back is made of.</summary>
    public IReadOnlyList<PortableValue> Past { get; }

    /// <summary>What a row of the horizon is made of.</summary>
    public IReadOnlyList<PortableValue> Ahead { get; }

    /// <summary>What is taken off the targets of a window.</summary>
    public IReadOnlyList<string> Levels => _design.Normalisation switch
    {
        WindowNormalisation.None => [],
        WindowNormalisation.Last => [.. _design.Targets.Select(t => $"the last known value of {t}, scaled")],
        _ => [.. _design.Targets.Select(t => $"the mean of the last {_design.LevelSpan} known values of {t}, each scaled")],
    };

    /// <summary>A target: scaled, less the level of its window.</summary>
    /// <param name="k">Which target.</param>
    public PortableValue Target(int k) => Column(k) with { Level = _isRelative ? k : -1 };

    private PortableValue[] Common(ForecastScaling scaling)
    {
        PortableValue[] known = [.. Enumerable.Range(_design.TargetCount, _design.Known.Count).Select(Column)];
        return
        [
            .. _design.Lags.SelectMany(_ => known), .. known,
            .. new CalendarFeatures(_design.Cycles, _design.Harmonics).Names.Select(_ => new PortableValue("")), .. scaling.Statics.Select(Of),
        ];
    }

    private PortableValue Column(int c) => Of(_scalers[c]) with
    {
        Scaling = _design.Transforms[c] switch
        {
            TargetTransform.SquareRoot => PortableScaling.SquareRoot,
            TargetTransform.Log => PortableScaling.Logarithm,
            _ => PortableScaling.Linear,
        },
    };

    private static PortableValue Of(FittedScaler scaler) => new("") { Offset = scaler.Offset, Scale = scaler.Scale };

    private static PortableValue[] Named(IReadOnlyList<string> names, PortableValue[] values) =>
        [.. names.Zip(values, (name, value) => value with { Name = name })];
}
