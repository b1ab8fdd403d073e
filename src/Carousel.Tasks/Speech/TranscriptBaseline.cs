namespace Carousel.Tasks.Speech;

/// <summary>Transcripts of a simple method.</summary>
/// <param name="Name">What files call it.</param>
/// <param name="Title">What tables call it.</param>
/// <param name="Found">What it says of each recording.</param>
internal sealed record TranscriptBaseline(string Name, string Title, IReadOnlyList<string> Found)
{
    /// <summary>Whether it was told something that the model has to find: then the model need not beat it.</summary>
    public bool IsTold { get; init; }
}
