using Carousel.Jobs.Measuring;

namespace Carousel.Anomalies;

/// <summary>
/// What the on-line detector remembers of a channel: how surprising its last rows were compared with all before, and,
/// as the simple method, the distance of its value from the mean of a window and from all recent values. Stored in a
/// checkpoint.
/// </summary>
/// <remarks>
/// Both parts raise an alarm only for news: the surprise by being the highest recent one, the value by being outside
/// the range of recent values. For exchangeable scores the share of such news is fixed, whatever their distribution,
/// which bounds the alarms. The deviations only suppress small news.
/// </remarks>
internal sealed class ChannelWatch
{
    // A value outside the recent range is unusual, so its distance counts double.
    private const double ValueWeight = 2;

    // What a normal distribution with the middle and the spread of the learning part is surprised by on average. Rows
    // that are forecast better than that are not anomalies, however much better others were forecast.
    private const double SurpriseOfAGuess = 0.5;

    // Settable, so that a checkpoint holds them.
    public LikelihoodMeter Meter { get; set; } = LikelihoodMeter.New;

    public SlidingPeak Surprises { get; set; } = new();

    public GaussianWindow Window { get; set; } = new();

    public SlidingPeak Highest { get; set; } = new();

    public SlidingPeak Lowest { get; set; } = new();

    /// <summary>Takes a row.</summary>
    /// <param name="value">Of the channel; NaN for a gap.</param>
    /// <param name="surprise">How surprising it was; NaN for a gap.</param>
    /// <param name="options">The setting.</param>
    /// <param name="learningRows">L, which memories are multiples of.</param>
    /// <returns>What the row says.</returns>
    public ChannelSigns Take(double value, double surprise, DetectorOptions options, int learningRows)
    {
        double deviations = Window.Take(value);
        int memory = Rows(options.ValueMemory, learningRows);
        bool isBeyond = value > Highest.Take(value, memory);
        isBeyond |= -value > Lowest.Take(-value, memory);
        double extreme = options.UsesValues && isBeyond ? NormalTail.MinusLog10(ValueWeight * deviations) : 0;
        if (double.IsNaN(surprise))
        {
            return new ChannelSigns(0, false, extreme);
        }

        double unusual = Meter.Take(surprise, options.ShortTerm);
        bool isPeak = unusual > Surprises.Take(unusual, Rows(options.SurpriseMemory, learningRows));
        bool counts = options.UsesForecast && Meter.Mean > SurpriseOfAGuess;
        return new ChannelSigns(counts ? NormalTail.MinusLog10(unusual) : 0, isPeak, extreme);
    }

    /// <summary>Whether the parts fit together; checks data from a file.</summary>
    public bool IsSound => Surprises is { IsSound: true } && Window is { IsSound: true } && Meter is not null
        && Highest is { IsSound: true } && Lowest is { IsSound: true };

    private static int Rows(double share, int learningRows) => Math.Max(1, (int)(share * learningRows));
}

/// <summary>What a row says of a channel.</summary>
/// <param name="Surprise">−log₁₀ of the probability of such a surprise.</param>
/// <param name="IsPeak">Whether it is the highest recent one.</param>
/// <param name="Extreme">The same for a value outside the recent range; 0 for all others.</param>
internal readonly record struct ChannelSigns(double Surprise, bool IsPeak, double Extreme);
