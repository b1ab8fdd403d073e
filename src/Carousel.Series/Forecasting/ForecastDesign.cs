using System.Text.Json.Serialization;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Kernels;

namespace Carousel.Forecasting;

/// <summary>
/// Everything that determines a forecaster's network and its inputs. It is stored in the model file and immutable.
/// </summary>
public sealed record ForecastDesign
{
    /// <summary>What models of earlier versions may need.</summary>
    internal static IReadOnlyList<RemovedFeature> Removed { get; } =
    [
        new("beside", null, "a forecast that was averaged with the network's by an earlier rule"),
        new("strategy", "Direct", "the strategy direct"), new("strategy", "Recursive", "the strategy recursive"),
        new("strategy", "Segment", "the strategy segment"), new("scaler", "minmax", "a scaler to a range"),
        new("scaler", "robust", "a robust scaler"), new("gaps", "Forward", "gaps filled by the value before"),
        new("gaps", "Linear", "gaps filled by lines"), new("gaps", "Zero", "gaps filled by zeros"),
        new("normalisation", "Standard", "windows of unit deviation"),
        new("loss", "Gaussian", "the loss gaussian"), new("loss", "StudentT", "the loss student-t"),
        new("loss", "Hurdle", "the loss hurdle"), new("loss", "ZeroInflatedPoisson", "the loss zero-inflated-poisson"),
        new("loss", "Absolute", "the loss absolute"), new("loss", "Squared", "the loss squared"),
        new("loss", "Huber", "the loss huber"),
        new("block", null, "blocks of xLSTM"),
    ];

    /// <summary>The columns to forecast.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Covariates that are known ahead.</summary>
    public required IReadOnlyList<string> Known { get; init; }

    /// <summary>Covariates that are known only up to the origin.</summary>
    public required IReadOnlyList<string> Past { get; init; }

    /// <summary>
    /// Values of a whole series: numbers, and one column for each category seen in training (<c>name=category</c>).
    /// </summary>
    public required IReadOnlyList<string> Static { get; init; }

    /// <summary>The column of time stamps, or null.</summary>
    public string? TimeName { get; init; }

    /// <summary>The column that tells series apart, or null.</summary>
    public string? IdName { get; init; }

    /// <summary>
    /// The distance between rows as <see cref="Frequency.Parse"/> reads it, or null without time stamps.
    /// </summary>
    public string? Frequency { get; init; }

    /// <summary>How rows are resampled, in the form of <c>--every</c>; null if the rows are already on a
    /// grid.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Every { get; init; }

    /// <summary>The clock of the time stamps; null where they name none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Clock { get; init; }

    /// <summary>
    /// What is subtracted from columns in double precision while they are read, by name, and added to forecasts:
    /// their change is small compared with their size. Null for nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Offsets { get; init; }

    /// <summary>The column of the rows' weights, or null: baselines are fitted with it, too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WeightName { get; init; }

    /// <summary>The columns that group the series, as <c>--hierarchy</c> takes them; null without sums.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Hierarchy { get; init; }

    /// <summary>
    /// Whether simple forecasts answer for the series of a hierarchy: they follow the newest rows better than the
    /// network, but do not use covariates known ahead.
    /// </summary>
    internal bool IsSmoothed => Hierarchy is not null && Known.Count == 0 && Events is null;

    /// <summary>Steps that are forecast.</summary>
    public required int Horizon { get; init; }

    /// <summary>Steps of the past that the network reads.</summary>
    public required int Lookback { get; init; }

    /// <summary>Length of the season that the baselines repeat; 1 for none.</summary>
    public required int Season { get; init; }

    /// <summary>
    /// The network also sees the values this many steps before; each at least the horizon, so that they are always
    /// known.
    /// </summary>
    public required IReadOnlyList<int> Lags { get; init; }

    /// <summary>The decoder also sees the mean of this many last steps.</summary>
    public required IReadOnlyList<int> Levels { get; init; }

    /// <summary>Targets that never exceed a covariate known ahead: the network also sees their share of it.</summary>
    public required IReadOnlyList<RateFeature> Rates { get; init; }

    /// <summary>Rounds of the calendar that become features.</summary>
    public required IReadOnlyList<CalendarCycle> Cycles { get; init; }

    /// <summary>Pairs of sine and cosine for each round.</summary>
    public required int Harmonics { get; init; }

    /// <summary>Columns with missing values in training: each has an additional mask column.</summary>
    public required IReadOnlyList<string> Masked { get; init; }

    /// <summary>What makes the spread of each column even, in the order of <see cref="Columns"/>.</summary>
    public required IReadOnlyList<TargetTransform> Transforms { get; init; }

    /// <summary>What is taken away from each window.</summary>
    [JsonPropertyName("normalisation")]
    public required WindowNormalization Normalization { get; init; }

    /// <summary>How many last steps the level of a window is the mean of.</summary>
    public required int LevelSpan { get; init; }

    /// <summary>What the last layer gives.</summary>
    public required ForecastLoss Loss { get; init; }

    /// <summary>The quantiles of every forecast, ascending, the median among them.</summary>
    public required IReadOnlyList<double> Quantiles { get; init; }

    /// <summary>Prediction intervals in percent.</summary>
    public required IReadOnlyList<double> Intervals { get; init; }

    /// <summary>Which recurrent cell.</summary>
    public required CellKind Cell { get; init; }

    /// <summary>Recurrent layers on top of each other.</summary>
    public required int Layers { get; init; }

    /// <summary>Units of a layer.</summary>
    public required int Hidden { get; init; }

    /// <summary>Share of values dropped while training.</summary>
    public required double Dropout { get; init; }

    /// <summary>Initial bias of forget gates.</summary>
    public required double ForgetBias { get; init; }

    /// <summary>Initial weights.</summary>
    [JsonPropertyName("initialiser")]
    public required InitializerKind Initializer { get; init; }

    /// <summary>How many networks are averaged.</summary>
    public required int Ensemble { get; init; }

    /// <summary>How many of the last values the baseline inside sees; 0 where there is no baseline.</summary>
    [JsonPropertyName("rival_lags")]
    public int BaselineLags { get; init; }

    /// <summary>A year in rows, where the baseline sees the rows a year before; else 0.</summary>
    [JsonPropertyName("rival_year")]
    public int BaselineYear { get; init; }

    /// <summary>
    /// Whether the baseline inside is fitted on what lies above or below the last value, so that its penalty draws it
    /// towards that one, and not towards the mean.
    /// </summary>
    [JsonPropertyName("rival_relative")]
    public bool BaselineRelative { get; init; }

    /// <summary>
    /// Whether the baseline inside is a regression for each series, drawn towards that of all of them; the network then
    /// sees how far each usually errs, too.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonPropertyName("rival_each")]
    public bool BaselineEach { get; init; }

    /// <summary>
    /// How many last rows the level is the mean of that the regressions of the series forecast from.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonPropertyName("rival_level")]
    public int BaselineLevel { get; init; }

    /// <summary>Rows of each season, ascending; none without a season.</summary>
    internal IReadOnlyList<int> SeasonRounds =>
        [.. (Season > 1 ? Levels.Append(Season) : []).Where(s => s > 1).Distinct().Order()];

    /// <summary>Which days are special; null where none are.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal EventCalendar? Events { get; init; }

    /// <summary>When series never have a value; null where they have no such times.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal ClosedTimes? Closed { get; init; }

    /// <summary>Zeros of closed days that no calendar names; null for none.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal RareZeros? RareZeros { get; init; }

    /// <summary>A set without the zeros of closed days, which are missing.</summary>
    /// <param name="set">The series.</param>
    internal SeriesSet Mask(SeriesSet set) => Events?.Mask(set) ?? RareZeros?.Mask(set) ?? set;

    /// <summary>The same of a set that is divided.</summary>
    /// <param name="split">The parts.</param>
    internal TemporalSplit Mask(TemporalSplit split) => split.On(Mask(split.Set));

    /// <summary>Whether a row of a series, also one ahead, is at a time at which the series may have a value.</summary>
    internal bool IsOpen(Series series, int row) => Closed?.Has(series.Id, series.TimeAt(row)) != true;

    /// <summary>
    /// The penalty of the baseline for each target, in units of the number of windows; for regressions of each series,
    /// how
    /// many windows the one of all series counts as.
    /// </summary>
    [JsonPropertyName("rival_penalties")]
    public IReadOnlyList<double> BaselinePenalties { get; init; } = [];

    /// <summary>Whether the network learns what a ridge regression leaves.</summary>
    public bool HasBaseline => BaselineLags > 0;

    /// <summary>
    /// Rows after which one counts half in the demand that a regression of counts reads; null without one.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DemandHalfLife { get; init; }

    /// <summary>Rows of the season of that demand; 1 for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int DemandSeason { get; init; }

    /// <summary>Whether a regression of counts answers, as the last layer of a network that is not trained.</summary>
    public bool HasDemand => DemandHalfLife is not null;

    /// <summary>What the levels of demand are made of.</summary>
    internal DemandForm DemandForm => new(DemandHalfLife ?? 1, DemandSeason, Horizon);

    /// <summary>K: how many targets.</summary>
    public int TargetCount => Targets.Count;

    /// <summary>0 … K − 1.</summary>
    internal IEnumerable<int> TargetPlaces => Enumerable.Range(0, TargetCount);

    /// <summary>Numbers that the network gives for each target and step.</summary>
    public int OutputsPerStep => Loss switch
    {
        ForecastLoss.Quantile => Quantiles.Count,
        ForecastLoss.NegativeBinomial => 2,
        _ => 3,
    };

    /// <summary>Columns in the order of a series: targets, known, past.</summary>
    public IReadOnlyList<string> Columns => [.. Targets, .. Known, .. Past];

    /// <summary>The place of the median among the quantiles.</summary>
    internal int Median => Quantiles.ToList().IndexOf(0.5);

    /// <summary>Rows of the longest season that is known; 1 without a season.</summary>
    internal int LongestSeason => Season > 1 ? Levels.Where(l => l % Season == 0).Append(Season).Max() : 1;

    /// <summary>Whether a column of a series is known ahead.</summary>
    internal bool IsKnown(int column) => column >= TargetCount && column < TargetCount + Known.Count;

    /// <summary>What is subtracted from a target.</summary>
    internal double OffsetOf(int target) => Offsets?.GetValueOrDefault(Targets[target]) ?? 0;

    /// <summary>Names of the encoder's inputs at each step; targets and their lags come first.</summary>
    public IReadOnlyList<string> EncoderFeatures =>
        [
            .. Targets, .. DecoderTargetFeatures, .. Masked.Select(m => $"{m} is there"), .. Past,
            .. Rates.Select(r => r.Name), .. CommonFeatures,
        ];

    /// <summary>Names of the decoder's inputs at each step; lags of targets come first, then the levels.</summary>
    public IReadOnlyList<string> DecoderFeatures =>
        [.. DecoderTargetFeatures, .. Levels.SelectMany(l => Targets.Select(t => $"mean of {l} {t}")),
        .. Levels.SelectMany(l => Rates.Select(r => $"mean of {l} {r.Name}")), .. CommonFeatures,
        .. HasBaseline ? Targets.Select(t => $"{t} by ridge regression") : [],
        .. BaselineEach ? Targets.Select(t => $"usual error of {t} by ridge regression") : [],
        .. HasDemand
            ? Targets.SelectMany(t => new[] { $"level of {t}", $"odds of any {t}", $"season of {t}" })
            : [], "step"];

    /// <summary>
    /// The columns that static values are read from: a category is kept as column=value, a number under the name of its
    /// column.
    /// </summary>
    internal string[] StaticColumns => [.. Static.Select(s => s.Split('=')[0]).Distinct()];

    /// <summary>Whether sizes and names are ones that a network can be built of.</summary>
    internal bool IsInRange => HasSizesInRange && IsConsistent;

    private bool HasSizesInRange =>
        Hidden is >= 1 and <= 4096 && Layers is >= 1 and <= 16 && Ensemble is >= 1 and <= 50
        && Horizon is >= 1 and <= 10_000 && Lookback is >= 1 and <= 100_000 && LevelSpan >= 1 && Season >= 1
        && Levels.All(l => l >= 1) && Lags.All(l => l >= Horizon)
        && TargetCount >= 1 && Quantiles.Contains(0.5) && Quantiles.All(q => q is > 0 and < 1)
        && Quantiles.Zip(Quantiles.Skip(1)).All(pair => pair.First < pair.Second)
        && BaselineLags is >= 0 and <= 100_000 && BaselineYear is >= 0 and <= 10_000_000
        && DemandHalfLife is null or (>= 1 and <= 1024)
        && DemandSeason is >= 0 and <= 1024 && HasDemand == DemandChoice.Losses.Contains(Loss)
        && (!HasDemand || (BaselineLags == 0 && DemandSeason >= 1))
        && (BaselineLags == 0 || BaselinePenalties.Count == TargetCount)
        && (!BaselineEach || (BaselineLevel >= 1 && BaselineLevel <= BaselineLags))
        && Intervals.Count >= 1 && Intervals.All(l => l is > 0 and < 100);

    private bool IsConsistent =>
        Transforms.Count == Columns.Count && Masked.All(Columns.Contains)
        && Columns.Distinct().Count() == Columns.Count
        && Rates.All(r => Targets.Contains(r.Target) && Known.Contains(r.Known))
        && Enum.IsDefined(Loss) && Enum.IsDefined(Normalization)
        && (Closed is null || (Closed.IsUsable && Frequency is not null))
        && (RareZeros is null || (RareZeros.IsUsable && Frequency is not null))
        && (Events is null || (Events.IsUsable && Frequency is not null
            && Events.Closed?.Fits(Targets.Count) != false))
        && Transforms.All(Enum.IsDefined) && Sampling.Fault(Every) is null
        && (Clock is null || StampClock.Parse(Clock) is not null);

    /// <summary>Kind, cell, size and ensemble in a line.</summary>
    /// <returns>Such as <c>3 × encoder–decoder LSTM 32</c>.</returns>
    public string Describe()
    {
        string members = Ensemble > 1 ? $"{Ensemble} × " : "";
        return $"{members}encoder–decoder {Recurrent.Describe()}";
    }

    /// <summary>The loss that the network is trained on.</summary>
    internal LossFunction MakeLoss() => Loss == ForecastLoss.Quantile
        ? new LossFunction(LossKind.Quantile, 0, [.. Quantiles.Select(q => (float)q)])
        : throw new InvalidOperationException("A regression of counts is not trained.");

    /// <summary>Features of the decoder that depend on the origin: means of the last steps.</summary>
    internal int LevelFeatures => Levels.Count * (TargetCount + Rates.Count);

    /// <summary>Features of the decoder that the baseline, or the demand before, gives.</summary>
    internal int BaselineFeatures => HasDemand ? DemandLevels.Count * TargetCount
        : !HasBaseline ? 0
        : BaselineEach ? 2 * TargetCount
        : TargetCount;

    /// <summary>Which feature of the decoder is the baseline's forecast of a target.</summary>
    internal int BaselineColumn(int target) => DecoderFeatures.Count - 1 - BaselineFeatures + target;

    /// <summary>Rows before an origin on which a forecast can depend, without the methods that are averaged.</summary>
    internal int Reach => new[]
    {
        Lookback + Lags.DefaultIfEmpty(0).Max(), LevelSpan, Levels.DefaultIfEmpty(Season).Max(), BaselineLags,
        BaselineYear, HasDemand ? DemandLevels.Reach(DemandForm.HalfLife, DemandSeason) : 0,
    }.Max();

    /// <summary>Rows before the first origin that can be learned from.</summary>
    internal int RowsBefore => Math.Max(Math.Max(Lookback, Lags.DefaultIfEmpty(0).Max()), BaselineYear);

    /// <summary>The recurrent layers of each part of the network.</summary>
    internal CellDesign Recurrent =>
        new(Cell, Layers, Hidden, Dropout, ForgetBias, Initializer) { ExpectedLag = Lookback };

    private IEnumerable<string> DecoderTargetFeatures => Lags.SelectMany(l => Targets.Select(t => $"{t} {l} before"));

    private IEnumerable<string> CommonFeatures =>
        [
            .. Lags.SelectMany(l => Known.Select(k => $"{k} {l} before")), .. Known,
            .. new CalendarFeatures(Cycles, Harmonics).Names,
            .. Lags.Append(0)
                .SelectMany(l => EventTargets.Select(t => $"{t} by events{(l > 0 ? $" {l} before" : "")}")),
            .. Static,
        ];

    /// <summary>Targets whose usual change on special days is known.</summary>
    private IReadOnlyList<string> EventTargets => Events is null ? [] : Targets;
}
