namespace Carousel.Speech;

/// <summary>A line of a table of transcripts: a recording and what is said in it.</summary>
/// <param name="File">Where the recording is.</param>
/// <param name="Transcript">What is said; empty for nothing.</param>
/// <param name="Line">The line of the table, from 1.</param>
internal sealed record Utterance(string File, string Transcript, long Line)
{
    /// <summary>Who speaks; empty where the table does not say.</summary>
    public string Speaker { get; init; } = "";

    /// <summary>
    /// What keeps lines together: those of one group lie in one part. Empty where the table does not say.
    /// </summary>
    public string Group { get; init; } = "";
}
