using System.Globalization;
using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>What moved the score of one sequence.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="ScoreName">What was traced back, with its class.</param>
/// <param name="Score">The score.</param>
/// <param name="BaselineScore">The score of the baseline.</param>
/// <param name="Inputs">[I], names; empty where the parts of a step have none, and are summed.</param>
/// <param name="Values">[T, max(1, I)].</param>
internal sealed record AttributedSequence(
    InspectedSequence Sequence, string ScoreName, double Score, double BaselineScore, IReadOnlyList<string> Inputs,
    double[] Values)
{
    /// <summary>Points of the path.</summary>
    public required int Points { get; init; }

    /// <summary>How far the parts are from the whole, as a share of it.</summary>
    public required double CompletenessError { get; init; }

    /// <summary>T.</summary>
    public int Steps => Sequence.Steps;

    /// <summary>Values of a step.</summary>
    public int Width => Math.Max(1, Inputs.Count);

    /// <summary>[T].</summary>
    public double[] ByStep() => [.. Values.Chunk(Width).Select(step => step.Sum())];

    /// <summary>[max(1, I)].</summary>
    public double[] ByInput() =>
        [.. Enumerable.Range(0, Width).Select(i => Enumerable.Range(0, Steps).Sum(s => Values[(s * Width) + i]))];

    /// <summary>What a step is called.</summary>
    public string NameOf(int step) =>
        Sequence.StepNames.Count > 0 ? Sequence.StepNames[step] : (step + 1).ToString(CultureInfo.InvariantCulture);
}
