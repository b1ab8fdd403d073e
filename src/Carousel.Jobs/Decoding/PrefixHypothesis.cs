namespace Carousel.Jobs.Decoding;

/// <summary>
/// A prefix with its probability at a step, divided by how the paths end, and its likeliest single path of either kind.
/// </summary>
/// <remarks>An object is used for one step's hypothesis after the other.</remarks>
internal sealed class PrefixHypothesis
{
    private PrefixPath? _blankPath;
    private LabelRun _labelPath;

    public LabelPrefix Prefix { get; private set; } = null!;

    /// <summary>ln p of all paths that end with a blank.</summary>
    public double Blank { get; private set; }

    /// <summary>ln p of all paths that end with the last label.</summary>
    public double Label { get; private set; }

    /// <summary>ln p of the likeliest path that ends with a blank.</summary>
    public double BestBlank { get; private set; }

    /// <summary>ln p of the likeliest path that ends with the last label.</summary>
    public double BestLabel { get; private set; }

    /// <summary>ln p of all paths.</summary>
    public double All => CtcScores.Add(Blank, Label);

    /// <summary>Makes it a hypothesis that no path leads to yet.</summary>
    public void Begin(LabelPrefix prefix)
    {
        (Prefix, Blank, Label, BestBlank, BestLabel) =
            (
                prefix, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity,
                double.NegativeInfinity);
        (_blankPath, _labelPath) = (null, default);
    }

    /// <summary>Makes it the hypothesis that a search begins with: no label.</summary>
    public void BeginEmpty(LabelPrefix prefix)
    {
        Begin(prefix);
        (Blank, BestBlank) = (0, 0);
    }

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
            (BestLabel, _labelPath) = (from.BestLabel + logProbability, from._labelPath.Until(step));
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
                best, new LabelRun(from.Path(repeats), new AlignedLabel(Prefix.Label, step, step)));
        }
    }

    /// <summary>The labels of the likeliest path, the first in front.</summary>
    /// <param name="count">How many, from the end.</param>
    public AlignedLabel[] Last(int count) => Path(isFromBlank: false)?.Last(count) ?? [];

    private double Best(bool isFromBlank) => isFromBlank || !(BestLabel > BestBlank) ? BestBlank : BestLabel;

    private PrefixPath? Path(bool isFromBlank) =>
        isFromBlank || !(BestLabel > BestBlank) ? _blankPath : _labelPath.Whole();

    /// <summary>
    /// A path that ends with a label, whose last step moves on: it becomes an object where other paths go on from it.
    /// </summary>
    private struct LabelRun(PrefixPath? before, AlignedLabel last)
    {
        private PrefixPath? _whole;

        public readonly LabelRun Until(int step) => new(before, last with { Last = step });

        public PrefixPath? Whole() => last.Label == 0 ? null : _whole ??= new PrefixPath(before, last);
    }
}
