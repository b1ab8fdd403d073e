namespace Carousel.Tasks.Decoding;

/// <summary>How a prefix beam search weighs and prunes.</summary>
public sealed record PrefixBeamOptions
{
    /// <summary>Most prefixes that are followed, 1 … 4096.</summary>
    public int Width
    {
        get;
        init => field = value is >= 1 and <= 4096 ? value : throw new ArgumentOutOfRangeException(nameof(Width), value, $"Width must be 1…4096, but is {value}.");
    } = 16;

    /// <summary>Prefixes whose score is so many nats below the best are given up; infinite for none.</summary>
    public double Margin
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Margin), value, $"Margin must be above 0, but is {value}.");
    } = double.PositiveInfinity;

    /// <summary>Most labels that <see cref="CtcPrefixBeam.TakeSettled"/> leaves open, 1 or more: prefixes that differ from the best before them are given up. Null for any number.</summary>
    public int? OpenLabels
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(OpenLabels), value, $"OpenLabels must be 1 or more, but is {value}.");
    }

    /// <summary>α: what the scorer's ln p counts beside that of the steps, 0 or more.</summary>
    public double ScorerWeight
    {
        get;
        init => field = value is >= 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(ScorerWeight), value, $"ScorerWeight must be 0…100, but is {value}.");
    } = 0.5;

    /// <summary>β: nats added for each label; a scorer alone makes long texts less likely.</summary>
    public double LabelBonus
    {
        get;
        init => field = double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(LabelBonus), value, $"LabelBonus must be finite, but is {value}.");
    }
}
