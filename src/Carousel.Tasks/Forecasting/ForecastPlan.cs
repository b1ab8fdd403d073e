using Carousel.Data;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Forecasting;

/// <summary>What is decided before the work begins: split, season, horizon, model and training. Shown first, so that a wrong guess is seen at once.</summary>
public sealed class ForecastPlan
{
    /// <summary>Rows that a default look-back goes beyond only for the sake of the horizon.</summary>
    private const int LongLookback = 96;

    private ForecastPlan(SeriesSet set, ForecastOptions options, TemporalSplit split, ForecastDesign design, SeasonFinding seasons, int stride)
    {
        (Set, Options, Split, Design, Seasons, Stride) = (set, options, split, design, seasons, stride);
        Training = ForecastTraining.For(this);
    }

    /// <summary>The series.</summary>
    public SeriesSet Set { get; }

    /// <summary>What was asked for.</summary>
    public ForecastOptions Options { get; }

    /// <summary>Training, validation and test part.</summary>
    public TemporalSplit Split { get; }

    /// <summary>The network and what it is fed.</summary>
    public ForecastDesign Design { get; }

    /// <summary>How it is trained.</summary>
    public ForecastTraining Training { get; }

    /// <summary>The seasons that were found in the training part.</summary>
    public SeasonFinding Seasons { get; }

    /// <summary>Steps between the origins of the backtest.</summary>
    public int Stride { get; }

    /// <summary>Windows of the training part; each has all its lags.</summary>
    public Windows TrainWindows => Split.Train.Windows(Math.Max(Design.Lookback, Design.Lags.DefaultIfEmpty(0).Max()), Design.Horizon);

    /// <summary>Windows of the test part, one for each origin.</summary>
    public Windows TestWindows => Split.Test.Windows(Design.Lookback, Design.Horizon, Stride);

    /// <summary>What the model is made of and what it costs.</summary>
    public ModelDescription Model => ForecastDescription.Of(Design);

    /// <summary>Steps between the origins of a backtest where nobody says how many.</summary>
    /// <param name="design">What is forecast.</param>
    /// <param name="split">The series and their parts.</param>
    /// <returns>A day for what is finer than a day, else a season or a horizon.</returns>
    public static int DefaultStride(ForecastDesign design, TemporalSplit split)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(split);
        return ForecastSplit.DefaultStride(split.Set.Frequency, design.Season, design.Horizon, split.Test.LongestRows);
    }

    /// <summary>The same plan with a training part of its last rows alone: the same network is fed in the same way, but learns from less.</summary>
    /// <param name="share">The share of the training rows that stays, above 0 up to 1.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public ForecastPlan LearningFrom(double share) => new(Set, Options, Split.LearningFrom(share), Design, Seasons, Stride);

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="set">The series, on their grid.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">There are too few rows, or a target is constant.</exception>
    /// <exception cref="OptionException">Options contradict each other or the series.</exception>
    public static ForecastPlan Make(SeriesSet set, ForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        if (options is { Strategy: ForecastStrategy.Segment, Fit.Hidden: 1 })
        {
            throw new OptionException("--strategy segment needs --hidden 2 or more, but it is 1.");
        }

        int length = set.Series.Max(s => s.HistoryLength);
        int horizon = options.Horizon ?? DefaultHorizon(set.Frequency, length);
        TemporalSplit split = ForecastSplit.Make(set, options, horizon, length);
        ForecastSplit.RequireVariation(split);
        float[] train = split.Train.Values(0);
        SeasonFinding seasons = SeasonFinder.Find(train, set.Frequency);
        int season = options.Season ?? seasons.Best;
        int trainRows = split.Train.LongestRows;
        if (season >= trainRows)
        {
            throw new OptionException($"--season must be below the {trainRows} rows to train on, but is {season}.");
        }

        int lookback = options.Lookback ?? DefaultLookback(options.Strategy, seasons, season, horizon, trainRows);
        ForecastSplit.RequireWindows(set, split, lookback, horizon);
        int stride = options.Stride ?? ForecastSplit.DefaultStride(set.Frequency, season, horizon, split.Test.LongestRows);
        ForecastDesign design = ForecastDesigner.Make(split, options, seasons, season, horizon, lookback);
        return new ForecastPlan(set, options, split, design, seasons, stride);
    }

    /// <summary>A day of hours, two weeks of days, a year of months: what people plan by.</summary>
    private static int DefaultHorizon(Frequency? frequency, int length)
    {
        double perDay = frequency is null ? 0 : 1 / frequency.Days;
        int wanted = frequency?.Unit switch
        {
            null => 12,
            FrequencyUnit.Year => 3,
            FrequencyUnit.Quarter => 4,
            FrequencyUnit.Month => 12,
            FrequencyUnit.Week => 8,
            FrequencyUnit.Day or FrequencyUnit.BusinessDay => 14,
            _ => Math.Clamp((int)(perDay + 0.5), 4, 96),
        };
        return Math.Clamp(length / 8, 1, wanted);
    }

    /// <summary>Three rounds of the shortest season, at least the horizon, and not so many that training takes minutes; longer seasons reach the network as lags.</summary>
    private static int DefaultLookback(ForecastStrategy strategy, SeasonFinding seasons, int season, int horizon, int trainRows)
    {
        int shortest = seasons.Found.Count > 0 ? seasons.Found[0].Steps : season;
        int wanted = strategy == ForecastStrategy.Segment
            ? 8 * horizon
            : Math.Max(Math.Min(shortest > 1 ? 3 * shortest : 4 * horizon, Math.Max(4 * horizon, LongLookback)), horizon);
        return Math.Clamp(wanted, 1, Math.Max(1, (trainRows - horizon) / 2));
    }
}
