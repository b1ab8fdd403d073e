using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>
/// Steps as text: characters without separators, words separated by blanks, the first and the last of time
/// stamps.
/// </summary>
/// <param name="model">What a step is called there decides.</param>
internal sealed class StepText(IInspectedModel model)
{
    /// <summary>The text of some steps.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="first">The first step, from 0.</param>
    /// <param name="end">The step after the last.</param>
    /// <returns>The text; the numbers of the steps where they have no names.</returns>
    public string Of(InspectedSequence sequence, int first, int end)
    {
        (first, end) = (Math.Max(first, 0), Math.Min(end, sequence.Steps));
        bool isNamed = sequence.StepNames.Count > 0, isOne = end - first == 1;
        return first >= end ? ""
            : !isNamed ? isOne ? $"{first}" : $"{first}…{end - 1}"
            : IsStamped && !isOne ? $"{sequence.StepNames[first]} – {sequence.StepNames[end - 1]}"
            : string.Join(IsRunning ? "" : " ", sequence.StepNames.Take(first..end));
    }

    /// <summary>Whether steps are named by when they were: of several the first and the last say it.</summary>
    public bool IsStamped => model.StepName is "row" || model.HoursPerStep is not null;

    /// <summary>Whether steps are parts of a text that follow each other without blanks.</summary>
    public bool IsRunning => model.StepName is "character" or "residue" or "byte" or "piece";

    /// <summary>The text of some steps for one line of a table or of the terminal.</summary>
    /// <inheritdoc cref="Of"/>
    public string Line(InspectedSequence sequence, int first, int end) => OneLine(Of(sequence, first, end));

    /// <summary>Ends of lines and tabs as signs, for one line of a table or of the terminal.</summary>
    public static string OneLine(string text) => text.Replace('\n', '⏎').Replace('\t', ' ').Replace('\r', ' ');
}
