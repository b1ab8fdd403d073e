using Carousel.Jobs.Measuring;

namespace Carousel.Anomalies;

/// <summary>
/// What the on-line detector remembers of a channel: how surprising its last rows were compared with all before, how
/// far their shape is from all shapes before, and the distance of the value from the mean of a window and from all
/// recent values. Stored in a checkpoint.
/// </summary>
/// <remarks>
/// Each view raises an alarm only for news: surprise and shape by being the highest recent one, the value by being
/// outside the range of recent values. For exchangeable scores the share of such news is fixed, whatever their
/// distribution, which bounds the alarms. Deviations and ratios only suppress small news, and a value that is news must
/// be one in an unusual shape.
/// </remarks>
internal sealed class ChannelWatch
{
    // A value outside the recent range is unusual, so its distance counts double.
    private const double ValueWeight = 2;

    // A value must be beyond those of three times the training rows; a surprise and a shape must be the highest among
    // as many rows as were trained on.
    private const int ValueMemory = 3;

    // Times the median distance from which a shape is unusual.
    private const double ShapeRatio = 2.5;

    // What a normal distribution with the middle and the spread of the learning part is surprised by on average. Rows
    // that are forecast better than that are not anomalies, however much better others were forecast.
    private const double SurpriseOfAGuess = 0.5;

    // The short one sees single values, the long one is that which makes news.
    private static readonly int[] _windows = [8, 32];

    private readonly ShapeMemory _shapes = new(_windows);

    private readonly LikelihoodMeter _meter = new();
    private readonly GaussianWindow _window = new();
    private readonly SlidingPeak _surprises = new(), _highest = new(), _lowest = new(), _farthest = new();
    private readonly UsualDistance[] _distances = [.. _windows.Select(_ => new UsualDistance())];

    /// <summary>Takes a row.</summary>
    /// <param name="value">Of the channel; NaN for a gap.</param>
    /// <param name="units">The same in robust units.</param>
    /// <param name="surprise">How surprising it was; NaN for a gap.</param>
    /// <param name="options">The setting.</param>
    /// <param name="learningRows">L, which memories are multiples of.</param>
    /// <returns>What the row says.</returns>
    public ChannelSigns Take(
        double value, double units, double surprise, DetectorOptions options, int learningRows)
    {
        (double unusualShape, double shape) = TakeShape(units, options, learningRows);
        double deviations = _window.Take(value);
        int memory = ValueMemory * learningRows;
        bool isBeyond = value > _highest.Take(value, memory);
        isBeyond |= -value > _lowest.Take(-value, memory);
        double extreme = options.UsesValues && isBeyond && !(options.UsesShapes && unusualShape < ShapeRatio)
            ? NormalTail.MinusLog10(ValueWeight * deviations)
            : 0;
        if (double.IsNaN(surprise))
        {
            return new ChannelSigns(0, false, extreme, shape);
        }

        double unusual = _meter.Take(surprise, options.ShortTerm);
        bool isPeak = unusual > _surprises.Take(unusual, learningRows);
        bool counts = options.UsesForecast && _meter.Mean > SurpriseOfAGuess;
        return new ChannelSigns(counts ? NormalTail.MinusLog10(unusual) : 0, isPeak, extreme, shape);
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state)
    {
        _meter.Pass(state);
        _window.Pass(state);
        Array.ForEach((SlidingPeak[])[_surprises, _highest, _lowest, _farthest], p => p.Pass(state));
        Array.ForEach(_distances, d => d.Pass(state));
        _shapes.Pass(state);
    }

    /// <summary>The ratio of the most unusual window to its median, and the score of the longest one if it is news.
    /// </summary>
    private (double Ratio, double Score) TakeShape(double units, DetectorOptions options, int learningRows)
    {
        _shapes.Take(units);
        double highest = double.NaN, ratio = double.NaN;
        for (int k = 0; k < _windows.Length; k++)
        {
            ratio = _distances[k].Take(_shapes.Distance(k));
            highest = double.IsNaN(highest) || ratio > highest ? ratio : highest;
        }

        double distance = _shapes.Distance(_windows.Length - 1);
        bool isNews = distance > _farthest.Take(distance, learningRows);
        return (highest, options.UsesShapes && isNews && !double.IsNaN(ratio)
            ? NormalTail.MinusLog10(options.Deviations * ratio / ShapeRatio)
            : 0);
    }

}

/// <summary>What a row says of a channel.</summary>
/// <param name="Surprise">−log₁₀ of the probability of such a surprise.</param>
/// <param name="IsPeak">Whether it is the highest recent one.</param>
/// <param name="Extreme">The same for a value outside the recent range; 0 for all others.</param>
/// <param name="Shape">The same for a shape farther from those before it than recent ones; 0 for all others.</param>
internal readonly record struct ChannelSigns(double Surprise, bool IsPeak, double Extreme, double Shape);
