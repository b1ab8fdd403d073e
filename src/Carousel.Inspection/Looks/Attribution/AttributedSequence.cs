using System.Globalization;
using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>What moved the score of one sequence.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="ScoreName">What was traced back, with its class.</param>
/// <param name="Score">The score.</param>
/// <param name="BaselineScore">The score of the baseline.</param>
/// <param name="Spans">Neighbouring steps that stand together: single ones, but where many were hidden at once.</param>
/// <param name="Inputs">[I], names; empty where the parts of a step have none, and are summed.</param>
/// <param name="Values">[spans, max(1, I)].</param>
internal sealed record AttributedSequence(
    InspectedSequence Sequence, string ScoreName, double Score, double BaselineScore,
    IReadOnlyList<(int From, int Count)> Spans, IReadOnlyList<string> Inputs, double[] Values)
{
    /// <summary>Points of the path; 0 where spans were hidden.</summary>
    public int Points { get; init; }

    /// <summary>How far the parts are from the whole, as a share of it; NaN where they need not add up.</summary>
    public double CompletenessError { get; init; } = double.NaN;

    /// <summary>Values of a span.</summary>
    public int Width => Math.Max(1, Inputs.Count);

    /// <summary>[spans].</summary>
    public double[] BySpan() =>
        [.. Enumerable.Range(0, Spans.Count).Select(s => Values.AsSpan(s * Width, Width).ToArray().Sum())];

    /// <summary>[max(1, I)].</summary>
    public double[] ByInput() =>
        [.. Enumerable.Range(0, Width).Select(i => Enumerable.Range(0, Spans.Count).Sum(s => Values[(s * Width) + i]))];

    /// <summary>What a span is called.</summary>
    /// <param name="span">Which.</param>
    /// <param name="between">The text between the names of its first and last step.</param>
    public string NameOf(int span, string between = " to ")
    {
        (int from, int count) = Spans[span];
        string Name(int step) =>
            Sequence.StepNames.Count > 0 ? Sequence.StepNames[step] : (step + 1).ToString(CultureInfo.InvariantCulture);
        return count == 1 ? Name(from) : $"{Name(from)}{between}{Name(from + count - 1)}";
    }
}
