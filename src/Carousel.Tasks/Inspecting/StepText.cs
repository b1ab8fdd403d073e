namespace Carousel.Tasks.Inspecting;

/// <summary>What steps are, as text: characters stand side by side, words with blanks between, of time stamps the first and the last.</summary>
internal static class StepText
{
    /// <summary>The text of some steps.</summary>
    /// <param name="model">What a step is called there decides.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="first">The first step, from 0.</param>
    /// <param name="end">The step behind the last.</param>
    /// <returns>The text; the numbers of the steps where they have no names.</returns>
    public static string Of(IInspectedModel model, InspectedSequence sequence, int first, int end)
    {
        (first, end) = (Math.Max(first, 0), Math.Min(end, sequence.Steps));
        if (first >= end)
        {
            return "";
        }

        if (sequence.StepNames.Count > 0 && end - first > 1 && IsStamped(model))
        {
            return $"{sequence.StepNames[first]} – {sequence.StepNames[end - 1]}";
        }

        return sequence.StepNames.Count > 0 ? string.Join(IsRunning(model) ? "" : " ", sequence.StepNames.Skip(first).Take(end - first))
            : end - first == 1 ? $"{first}" : $"{first}…{end - 1}";
    }

    /// <summary>Whether steps are named by when they were: of several the first and the last say it.</summary>
    public static bool IsStamped(IInspectedModel model) => model.StepName is "row" || model.HoursPerStep is not null;

    /// <summary>Whether steps are parts of a text that follow each other without blanks.</summary>
    public static bool IsRunning(IInspectedModel model) => model.StepName is "character" or "residue" or "byte" or "piece";

    /// <summary>Ends of lines and tabs as signs, for one line of a table or of the terminal.</summary>
    public static string OneLine(string text) => text.Replace('\n', '⏎').Replace('\t', ' ').Replace('\r', ' ');
}
