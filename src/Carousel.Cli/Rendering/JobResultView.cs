using Carousel.Jobs;

namespace Carousel.Cli.Rendering;

/// <summary>What a job found, on standard output: table, details, sentence, notes.</summary>
internal static class JobResultView
{
    /// <summary>Writes a result.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="result">The result.</param>
    public static void Write(Terminal terminal, JobResult result)
    {
        if (result.Headline.Length > 0)
        {
            terminal.WriteText($"  {result.Headline}");
        }

        ScoreTable.Write(terminal, result.Metrics, result.Scores);
        foreach (string line in result.Details)
        {
            terminal.WriteText($"  {line}".TrimEnd());
        }

        terminal.WriteText($"  {result.Sentence}");
        foreach (string note in NotesOf(result))
        {
            terminal.WriteText($"  {note}");
        }
    }

    /// <summary>The sentences after the one that a result always has.</summary>
    /// <param name="result">The result.</param>
    public static IEnumerable<string> NotesOf(JobResult result) =>
        [.. Optional.Of(result.Baseline?.Sentence), .. result.Notes.Where(n => !result.Sentence.Contains(n))];
}
