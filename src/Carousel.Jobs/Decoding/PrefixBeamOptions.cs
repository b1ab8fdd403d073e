using System.Runtime.CompilerServices;

namespace Carousel.Jobs.Decoding;

/// <summary>How a prefix beam search weighs and prunes.</summary>
internal sealed record PrefixBeamOptions
{
    /// <summary>Most prefixes that are followed, 1 … 4096.</summary>
    public int Width
    {
        get;
        init => field = Checked(value, value is >= 1 and <= 4096, "1…4096");
    } = 16;

    /// <summary>Prefixes whose score is so many nats below the best are given up; infinite for none.</summary>
    public double Margin
    {
        get;
        init => field = Checked(value, value > 0, "above 0");
    } = double.PositiveInfinity;

    /// <summary>
    /// Most labels that <see cref="CtcPrefixBeam.TakeSettled"/> leaves open, 1 or more: prefixes that differ from the
    /// best before them are given up. Null for any number.
    /// </summary>
    public int? OpenLabels
    {
        get;
        init => field = Checked(value, value is null or >= 1, "1 or more");
    }

    /// <summary>α: what the scorer's ln p counts beside that of the steps, 0 or more.</summary>
    public double ScorerWeight
    {
        get;
        init => field = Checked(value, value is >= 0 and <= 100, "0…100");
    } = 0.5;

    /// <summary>β: nats added for each label; a scorer alone makes long texts less likely.</summary>
    public double LabelBonus
    {
        get;
        init => field = Checked(value, double.IsFinite(value), "finite");
    }

    private static T Checked<T>(T value, bool fits, string range, [CallerMemberName] string name = "") =>
        fits ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}, but is {value}.");
}
