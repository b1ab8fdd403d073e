using Carousel.Jobs;

namespace Carousel.Cli.Rendering;

/// <summary>
/// What was found and decided, before the work starts: a head line, then a name and a fact on each line.
/// </summary>
internal static class FactsBlock
{
    private const int NameWidth = 11;

    /// <summary>Writes the block to standard error.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="head">The parts of the first line; none where it was written before.</param>
    /// <param name="facts">Name and fact; a fact that is too long for a line goes on under itself.</param>
    public static void Write(Terminal terminal, IEnumerable<string> head, IEnumerable<JobFact> facts)
    {
        if (head.ToArray() is [var first, .. var others])
        {
            terminal.Error.WriteLine(string.Join(" · ", [terminal.ErrorPen.Bold(first), .. others]));
        }

        foreach (JobFact fact in facts)
        {
            Write(terminal, fact);
        }
    }

    /// <summary>Writes one fact to standard error.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="fact">Name and fact.</param>
    public static void Write(Terminal terminal, JobFact fact) => Wrapping.Write(
        terminal.Error, fact.Fact, terminal.Width, fact.Name, Math.Max(NameWidth, fact.Name.Length + 1),
        labelColor: terminal.ErrorPen.Dim);
}
