namespace Carousel.Speech;

/// <summary>
/// Which columns of a table of transcripts are read, and where the recordings lie. Null leaves it to the table.
/// </summary>
/// <param name="Recordings">The folder that names of files start from; null for that of the table.</param>
/// <param name="Speaker">The column of the speakers; null for one that is called so.</param>
/// <param name="Group">The column whose values are kept in one part each; null for the speakers.</param>
internal sealed record UtteranceColumns(string? Recordings = null, string? Speaker = null, string? Group = null)
{
    /// <summary>Whether <see cref="Recordings"/> can be given; messages then mention it.</summary>
    public bool CanBeNamed { get; init; } = true;

    /// <summary>Whether a table without transcripts is refused.</summary>
    public bool NeedsTranscripts { get; init; } = true;

    /// <summary>Whether recordings come from the folder of the table if its first one is there.</summary>
    public bool PrefersOwn { get; init; }
}
