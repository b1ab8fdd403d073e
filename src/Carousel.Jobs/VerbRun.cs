namespace Carousel.Jobs;

/// <summary>What a verb has of the command that runs it.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Threads">Threads that were asked for; 0 for as many as there are processors.</param>
/// <param name="IsQuiet">Whether no progress is wanted.</param>
internal sealed record VerbRun(TextWriter Out, TextWriter Error, int Threads, bool IsQuiet)
{
    /// <summary>Writes the first line, for which other programs wait.</summary>
    /// <param name="line">The line.</param>
    public void Announce(string line)
    {
        Out.WriteLine(line);
        Out.Flush();
    }

    /// <summary>Writes a sentence to standard error, unless it is quiet.</summary>
    /// <param name="sentence">The sentence.</param>
    public void Tell(string sentence)
    {
        if (!IsQuiet)
        {
            // A line of the log begins at its edge: what a name brings along is not taken for one.
            Error.WriteLine(sentence.ReplaceLineEndings("\n  "));
        }
    }
}
