using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Portable;
using Carousel.Networks;

namespace Carousel.Forecasting;

/// <summary>
/// A forecaster as it leaves Carousel: layers that read the rows of the look-back, then layers that give the quantiles
/// of each row ahead.
/// </summary>
internal static class ForecastPortable
{
    /// <summary>The networks, and what rows are made of.</summary>
    public static PortableDesign Design(Forecaster forecaster)
    {
        ForecastDesign design = forecaster.Design;
        Require(forecaster);
        var features = new ForecastPortableFeatures(design, forecaster.Scaling, forecaster.Baseline);
        return new PortableDesign(
            $"quantiles of {string.Join(", ", design.Targets)} in each of {design.Horizon} rows ahead, "
            + $"from {design.Lookback} rows before{WithoutOf(forecaster)}",
            [.. forecaster.Model.Members.Select(m => m.ToPortable())],
            PortableInput.OfValues(features.Ahead), Answer(forecaster, features))
        {
            InputBefore = PortableInput.OfValues(features.Past),
            Table = Table(design),
        };
    }

    /// <summary>How rows become windows.</summary>
    public static PortableTable Table(ForecastDesign design) => new(design.TimeName)
    {
        Frequency = design.Frequency,
        Lookback = design.Lookback,
        Horizon = design.Horizon,
        LevelRows = design.Normalization switch
        {
            WindowNormalization.None => 0,
            WindowNormalization.Last => 1,
            _ => design.LevelSpan
        },
    };

    /// <summary>Windows over the whole of the first series, evenly apart, the last one at its end.</summary>
    public static IReadOnlyList<PortableSequence> Sequences(Forecaster forecaster, SeriesSet set, int most)
    {
        ForecastDesign design = forecaster.Design;
        Require(forecaster);
        PredictionInputs.RequireColumns(set, design);
        int first = design.Lookback, last = set[0].HistoryLength - design.Horizon;
        if (last < first)
        {
            throw new DataFormatException(
                $"{set.Name} has {set[0].HistoryLength:N0} rows; the model looks back {design.Lookback:N0} and "
                + $"ahead {design.Horizon:N0}. Pass a file with at least {design.Lookback + design.Horizon:N0} rows.");
        }

        ForecastData data = forecaster.DataOf(set);
        var batch = new WindowBatch(design);
        int count = Math.Min(most, last - first + 1);
        return
        [
            .. Enumerable.Range(0, count)
                .Select(w => count == 1 ? last : first + (int)((long)w * (last - first) / (count - 1))).Select(origin =>
                {
                    batch.Fill(data, new Window(0, origin, design.Lookback, design.Horizon));
                    return new PortableSequence(batch.Decoder.Values.ToArray())
                    {
                        Before = batch.Encoder.Values.ToArray(),
                    };
                }),
        ];
    }

    private static PortableAnswer Answer(Forecaster forecaster, ForecastPortableFeatures features)
    {
        ForecastDesign design = forecaster.Design;
        return new PortableAnswer(PortableFunction.None, Values(design, features))
        {
            Quantiles = new PortableQuantiles(
                design.Quantiles.Count, design.Median, [.. forecaster.Calibration.Offsets.SelectMany(o => o)],
                SpreadsOf(forecaster)),
            Levels = features.Levels,
        };
    }

    /// <summary>The quantiles of each target.</summary>
    /// <param name="design">The design.</param>
    /// <param name="features">Their scales; null where they differ.</param>
    public static PortableValue[] Values(ForecastDesign design, ForecastPortableFeatures? features) =>
    [
        .. design.Targets.SelectMany((target, k) => design.Quantiles.Select(
            share => (features?.Target(k) ?? new PortableValue(target)) with
            {
                Name = FormattableString.Invariant($"{target}, {100 * share:0.###} %"),
            })),
    ];

    /// <summary>[K · Q]: the shares by which the first intervals of a single series are wider than calibrated ones;
    /// zeros for several series.</summary>
    /// <param name="forecaster">The forecaster.</param>
    public static double[] SpreadsOf(Forecaster forecaster)
    {
        var rule = new IntervalScales(forecaster.Design, 0);
        return
        [
            .. rule.Factors(rule.After(
                [], forecaster.Scaling.Series.Count > 1 ? null
                    : forecaster.Calibration.Adaptation?.Start?.Values.SingleOrDefault())).Select(f => f - 1),
        ];
    }

    /// <summary>Rejects designs that no form can express.</summary>
    /// <param name="design">The design.</param>
    /// <exception cref="NotPortableException">The values need double precision.</exception>
    public static void RequireExact(ForecastDesign design)
    {
        if (design.Offsets is { Count: > 0 } offsets)
        {
            throw NotPortable.Because(
                $"This forecaster subtracts a number from column '{offsets.First().Key}' in double precision, which is "
                + $"not exported; subtract it in the file.");
        }
    }

    /// <summary>What the export does not do, as the end of a sentence: methods that are averaged with the network, and
    /// zeros of closed days.</summary>
    /// <param name="forecaster">The forecaster.</param>
    public static string WithoutOf(Forecaster forecaster) =>
        (forecaster.Champion.Methods.Count == 0 ? ""
            : $"; without {string.Join(" and ", forecaster.Champion.Methods.Select(m => m.Method.Name))}, "
                + $"{FigureText.Percent(1 - forecaster.Champion.NetworkWeight, 0)} of the forecast")
        + (forecaster.Design.RareZeros is null ? "" : "; pass NaN for rare zeros, such as those of closed days")
        + (forecaster.Scaling.Limits is null ? "" : "; without the limit of percentages and shares");

    private static void Require(Forecaster forecaster)
    {
        (ForecastDesign design, ForecastScaling scaling) = (forecaster.Design, forecaster.Scaling);
        RequireExact(design);
        NotPortable.Require(
            "This forecaster", OptionTable.Of(typeof(ForecastOptions)),
            (design.Loss != ForecastLoss.Quantile, "with {Transform} none (it gives parameters of distributions)"),
            (design.BaselineEach, "with {Baseline} ridge or none (it has a regression of each series)"),
            (design.Events is not null, "without {Holidays} and {Events}"),
            (scaling.Series.Count > 1, "on one series (each has its own scale)"));
    }
}
