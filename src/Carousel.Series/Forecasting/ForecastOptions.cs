using Carousel.Jobs;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>What a person may ask of a forecast. Null leaves the choice to the series' frequency and length.</summary>
public sealed record ForecastOptions : JobOptions
{
    /// <summary>How the file is read.</summary>
    [NestedOptions]
    public ReadOptions Reading { get; init; } = new();

    /// <summary>How a source is read: with the columns of a hierarchy and of weights, and those of the bundled series
    /// where nothing is named.</summary>
    /// <param name="file">The file; null for the bundled series.</param>
    internal ReadOptions ReadingOf(string? file)
    {
        ReadOptions reading = Reading with
        {
            Groups = HierarchySeries.ColumnsOf(Hierarchy),
            Weight = Weight,
            FindsOffsets = Hierarchy is null,
        };
        return file is not null || reading.Targets is not null || reading.Known.Count > 0
            ? reading
            : reading with { Targets = [SampleSeries.Target], Known = [SampleSeries.Known] };
    }

    /// <summary>Where the rows lie.</summary>
    [NestedOptions]
    public StorageOptions Storage { get; init; } = new();

    /// <summary>Steps to forecast.</summary>
    [OptionGroup("Forecast")]
    [Option("Steps to forecast.", Least = 1, Most = 10_000, Range = "", Default = "by the series' frequency")]
    public int? Horizon { get; init => field = Checked(value); }

    /// <summary>Prediction intervals in percent.</summary>
    [Option("Prediction intervals in percent.", Value = "80,95", Least = 1, Most = 99.9, Range = "")]
    public IReadOnlyList<double> Levels
    {
        get;
        init => field = [.. Checked(value ?? throw new ArgumentNullException(nameof(value))).Distinct().Order()];
    } = [80, 95];

    /// <summary>Steps of the past that the model sees.</summary>
    [Option(
        "Past steps that the model reads.", Least = 1, Most = 100_000, Range = "",
        Default = "by season and length")]
    public int? Lookback { get; init => field = Checked(value); }

    /// <summary>Lengths of the seasons in steps, instead of detected ones; a single 1 means no season.</summary>
    [Option(
        "Lengths of the seasons in steps; 1 for none.", Name = "season", Value = "24,168", Least = 1, Most = 100_000,
        Range = "", Default = "detected")]
    public IReadOnlyList<int>? Seasons
    {
        get;
        init => field = value is null ? null : [.. Checked(value).Distinct().Order()];
    }

    /// <summary>
    /// The type of the output; null for quantiles, or for counts with at least a quarter of zeros that of the lower
    /// loss on the validation set.
    /// </summary>
    internal ForecastLoss? Loss { get; init; }

    /// <summary>The simple forecast that the network holds inside and learns to correct.</summary>
    [Option("Baseline inside the model; the network learns its residuals.")]
    public ForecastBaseline Baseline { get; init => field = Checked(value); } = ForecastBaseline.Ridge;

    /// <summary>
    /// The methods whose forecasts are averaged, with weights chosen on the validation set: <c>network</c>,
    /// <c>trees</c>, <c>zero-shot</c>; or, without training, <c>zero-shot</c>, <c>ets</c>, <c>theta</c>, <c>arima</c>.
    /// Null for all whose time the number of series allows; series of at most 60 rows train no network.
    /// </summary>
    [Option(
        "Methods to average: network,trees,zero-shot or, without training, zero-shot,ets,theta,arima.",
        Value = "network,trees", Default = "all three; without training for at most 60 rows")]
    public IReadOnlyList<string>? Methods
    {
        get;
        init => field = value is null ? null
            : value.FirstOrDefault(word => !WindowMethods.All.Contains(word), value.Count == 0 ? "" : null)
                is { } other ? throw Wrong(
                $"{{Methods}} must be {string.Join(", ", WindowMethods.All)}, separated by commas, but has '{other}'.")
            : !value.All(WindowMethods.IsUntrained)
                && (!value.Contains(WindowMethods.Network) || value.Any(word => !WindowMethods.Words.Contains(word)))
                ? throw Wrong(
                    $"{{Methods}} must be {string.Join(", ", WindowMethods.Words)}, with {WindowMethods.Network} among "
                    + $"them, or only methods without training: {WindowMethods.ZeroShot}, "
                    + $"{string.Join(", ", ClassicalTable.Methods.Keys)}.")
            : [.. value.Distinct()];
    }

    /// <summary>Whether the table of the forecast has the forecast of each method, too.</summary>
    [Option("Add a column with the forecast of each method to forecast.csv.")]
    public bool AllMethods { get; init; }

    /// <summary>The number of averaged networks, each with a different seed.</summary>
    [Option("Averaged networks with different seeds. Default 3.", Least = 1, Most = 50)]
    public int? Ensemble { get; init => field = Checked(value); }

    /// <summary>
    /// Windows of an epoch, drawn without repetition; null for all, or for 20,000 of more than 50,000.
    /// </summary>
    [Option(
        "Windows per epoch, drawn at random.", Least = 1, Most = 100_000_000, Range = "",
        Default = "all, or 20,000 of more than 50,000")]
    public int? EpochWindows { get; init => field = Checked(value); }

    /// <summary>The column of the rows' weights in training; null for equal weights.</summary>
    [Option("Column of the rows' weights in training, 0 or more.", Value = "name", Default = "equal weights")]
    public string? Weight { get; init; }

    /// <summary>
    /// Columns that group the series, whose sums are forecast too: <c>State/Region</c> for regions within states,
    /// <c>State/Region*Purpose</c> crossed with purposes. Null where nothing is added up.
    /// </summary>
    [OptionGroup("Hierarchy")]
    [Option(
        "Group columns whose sums are also forecast, consistently: / for nested, * for crossed.",
        Value = "State/Region*Purpose")]
    public string? Hierarchy
    {
        get;
        init => field = HierarchyForm.Fault(value) is { } fault ? throw Wrong($"{{Hierarchy}} {fault}") : value;
    }

    /// <summary>Countries whose public holidays are known ahead, by ISO 3166 alpha-2 code.</summary>
    [OptionGroup("Special days")]
    [Option("Countries whose public holidays are used, separated by commas.", Value = "DE,AT")]
    public IReadOnlyList<string> Holidays
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = [];

    /// <summary>
    /// A CSV file of special days with the columns <c>date</c> and <c>event</c>, and perhaps <c>id</c>, <c>value</c>,
    /// <c>before</c> and <c>after</c>; null for none.
    /// </summary>
    [Option("Table of special days: date, event, optionally id, value, before, after.", Value = "file")]
    public string? Events { get; init; }

    /// <summary>
    /// Times at which nothing is forecast and nothing counts, such as <c>Sun</c>, <c>22h-5h</c> or <c>Jan</c>; an empty
    /// list for none, null for those at which the training rows never have a value.
    /// </summary>
    [Option(
        "Times without forecasts and scores: days (Sun), hours (22h-5h), months (Jan); 'none' for none.",
        Value = "Sat,Sun", Default = "detected in the training rows")]
    public IReadOnlyList<string>? Closed
    {
        get;
        init => field = value is ["none"] ? [] : value?.FirstOrDefault(word => TimeWords.Find(word) is null) is { } word
            ? throw Wrong(
                $"{{Closed}} must be 'none' or times ({TimeWords.Description}), but is '{word}'."
                + TimeWords.Question(word))
            : value;
    }

    /// <summary>What makes the target's spread even; null lets the training part decide.</summary>
    [OptionGroup("Scaling")]
    [Option("Variance-stabilising transform of the target.", Default = "chosen on the training set")]
    public TargetTransform? Transform { get; init => field = Checked(value); }

    /// <summary>What is taken away from each window; null lets the training part decide.</summary>
    public WindowNormalization? WindowNormalization { get; init; }

    /// <summary>Rows at the end that only measure the result; null for a share that suits the length.</summary>
    [OptionGroup("Evaluation")]
    [Option(
        "Last rows, used as the test set. Default: 15.5 % of the rows, in whole horizons.", Least = 1,
            Most = 1_000_000, Range = "")]
    public int? TestRows { get; init => field = Checked(value); }

    /// <summary>
    /// Rows before those that decide when to stop and how wide intervals are; null for a share that suits the length.
    /// </summary>
    [Option(
        "Rows before the test set, for early stopping and intervals. Default: half of the test set or more.",
            Least = 1, Most = 1_000_000, Range = "")]
    public int? ValidationRows { get; init => field = Checked(value); }

    /// <summary>
    /// Whether the network is trained only on the training set. Otherwise it is retrained for the best number of
    /// epochs on all rows before the test set.
    /// </summary>
    [Option("Do not retrain on all rows before the test set.")]
    public bool TrainOnce { get; init; }

    /// <summary>
    /// Steps between the origins of the backtest; null for a day, or less for a shorter horizon, if a day has several
    /// rows; otherwise for a season or horizon.
    /// </summary>
    [Option(
        "Steps between test origins. Default: up to a day, a season or horizon.", Least = 1, Most = 100_000,
        Range = "")]
    public int? Stride { get; init => field = Checked(value); }

    /// <summary>
    /// Weeks of the rows that measure after which model and baselines are trained again on all rows before, with the
    /// settings that were chosen; null for never.
    /// </summary>
    [Option(
        "Weeks between retrainings of model and baselines on all earlier rows.", Least = 1, Most = 1_000, Range = "",
        Default = "never")]
    public int? Refit { get; init => field = Checked(value); }
}
