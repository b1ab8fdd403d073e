namespace Carousel.Speech;

/// <summary>A line of a table of transcripts: a recording and its text.</summary>
/// <param name="File">Where the recording is.</param>
/// <param name="Transcript">The text; empty for silence.</param>
/// <param name="Line">The line of the table, from 1.</param>
internal sealed record Utterance(string File, string Transcript, long Line)
{
    /// <summary>Who speaks; empty where the table does not say.</summary>
    public string Speaker { get; init; } = "";

    /// <summary>
    /// The group; lines of one group are in one part. Empty if the table has no groups.
    /// </summary>
    public string Group { get; init; } = "";
}
