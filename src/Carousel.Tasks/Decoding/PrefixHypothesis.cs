namespace Carousel.Tasks.Decoding;

/// <summary>A prefix with its probability at a step, divided by how the paths end, and its likeliest single path of either kind.</summary>
internal sealed class PrefixHypothesis(LabelPrefix prefix)
{
    public LabelPrefix Prefix => prefix;

    /// <summary>ln p of all paths that end with a blank.</summary>
    public double Blank { get; private set; } = double.NegativeInfinity;

    /// <summary>ln p of all paths that end with the last label.</summary>
    public double Label { get; private set; } = double.NegativeInfinity;

    /// <summary>ln p of the likeliest path that ends with a blank, and of that which ends with the last label.</summary>
    public (double LogProbability, PrefixPath? Path) BestBlank { get; private set; } = (double.NegativeInfinity, null);

    /// <inheritdoc cref="BestBlank"/>
    public (double LogProbability, PrefixPath? Path) BestLabel { get; private set; } = (double.NegativeInfinity, null);

    /// <summary>ln p of all paths.</summary>
    public double All => CtcScores.Add(Blank, Label);

    /// <summary>The likelier of both single paths.</summary>
    public (double LogProbability, PrefixPath? Path) Best => BestLabel.LogProbability > BestBlank.LogProbability ? BestLabel : BestBlank;

    /// <summary>The hypothesis that a search begins with: no label.</summary>
    public static PrefixHypothesis Empty(LabelPrefix prefix) => new(prefix) { Blank = 0, BestBlank = (0, null) };

    /// <summary>The paths go on with a blank.</summary>
    public void AddBlank(PrefixHypothesis from, double logProbability)
    {
        Blank = CtcScores.Add(Blank, from.All + logProbability);
        (double best, PrefixPath? path) = from.Best;
        if (best + logProbability > BestBlank.LogProbability)
        {
            BestBlank = (best + logProbability, path);
        }
    }

    /// <summary>Paths that end with the last label go on with it.</summary>
    public void AddRepeated(PrefixHypothesis from, double logProbability, int step)
    {
        Label = CtcScores.Add(Label, from.Label + logProbability);
        if (from.BestLabel.LogProbability + logProbability > BestLabel.LogProbability)
        {
            BestLabel = (from.BestLabel.LogProbability + logProbability, from.BestLabel.Path!.Until(step));
        }
    }

    /// <summary>Paths to the prefix without the last label go on with it; where that label is the same as before it, only from a blank.</summary>
    public void AddNew(PrefixHypothesis from, double logProbability, int step)
    {
        bool repeats = from.Prefix.Label == prefix.Label;
        Label = CtcScores.Add(Label, (repeats ? from.Blank : from.All) + logProbability);
        (double best, PrefixPath? path) = repeats ? from.BestBlank : from.Best;
        if (best + logProbability > BestLabel.LogProbability)
        {
            BestLabel = (best + logProbability, new PrefixPath(path, new AlignedLabel(prefix.Label, step, step)));
        }
    }
}
