namespace Carousel.Jobs.Decoding;

/// <summary>
/// A prefix with its probability at a step, divided by how the paths end, and its likeliest single path of either kind.
/// </summary>
/// <param name="prefix">The prefix, to which no path leads yet.</param>
internal sealed class PrefixHypothesis(LabelPrefix prefix)
{
    private PrefixPath? _blankPath, _labelPath;

    public LabelPrefix Prefix => prefix;

    /// <summary>ln p of all paths that end with a blank.</summary>
    public double Blank { get; private set; } = double.NegativeInfinity;

    /// <summary>ln p of all paths that end with the last label.</summary>
    public double Label { get; private set; } = double.NegativeInfinity;

    /// <summary>ln p of the likeliest path that ends with a blank.</summary>
    public double BestBlank { get; private set; } = double.NegativeInfinity;

    /// <summary>ln p of the likeliest path that ends with the last label.</summary>
    public double BestLabel { get; private set; } = double.NegativeInfinity;

    /// <summary>ln p of all paths.</summary>
    public double All => CtcScores.Add(Blank, Label);

    /// <summary>The hypothesis that a search begins with: no label.</summary>
    public static PrefixHypothesis Empty() => new(new LabelPrefix { Rank = 0 }) { Blank = 0, BestBlank = 0 };

    /// <summary>The paths go on with a blank.</summary>
    public void AddBlank(PrefixHypothesis from, double logProbability)
    {
        Blank = CtcScores.Add(Blank, from.All + logProbability);
        double best = from.Best(isFromBlank: false) + logProbability;
        if (best > BestBlank)
        {
            (BestBlank, _blankPath) = (best, from.Path(isFromBlank: false));
        }
    }

    /// <summary>Paths that end with the last label go on with it.</summary>
    public void AddRepeated(PrefixHypothesis from, double logProbability, int step)
    {
        Label = CtcScores.Add(Label, from.Label + logProbability);
        if (from.BestLabel + logProbability > BestLabel)
        {
            PrefixPath path = from._labelPath!;
            (BestLabel, _labelPath) = (
                from.BestLabel + logProbability, path with { Aligned = path.Aligned with { Last = step } });
        }
    }

    /// <summary>
    /// Paths to the prefix without the last label go on with it; where that label is the same as before it, only from a
    /// blank.
    /// </summary>
    public void AddNew(PrefixHypothesis from, double logProbability, int step)
    {
        bool repeats = from.Prefix.Label == Prefix.Label;
        Label = CtcScores.Add(Label, (repeats ? from.Blank : from.All) + logProbability);
        double best = from.Best(repeats) + logProbability;
        if (best > BestLabel)
        {
            (BestLabel, _labelPath) = (
                best, new PrefixPath(from.Path(repeats), new AlignedLabel(Prefix.Label, step, step)));
        }
    }

    /// <summary>The labels of the likeliest path, the first in front.</summary>
    /// <param name="count">How many, from the end.</param>
    public AlignedLabel[] Last(int count) => Path(isFromBlank: false)?.Last(count) ?? [];

    private double Best(bool isFromBlank) => isFromBlank || !(BestLabel > BestBlank) ? BestBlank : BestLabel;

    private PrefixPath? Path(bool isFromBlank) =>
        isFromBlank || !(BestLabel > BestBlank) ? _blankPath : _labelPath;
}
