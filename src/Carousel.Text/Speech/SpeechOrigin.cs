namespace Carousel.Speech;

/// <summary>What a transcriber learned from.</summary>
/// <param name="Fingerprint">Of all recordings and transcripts.</param>
/// <param name="Recordings">Of the training part.</param>
/// <param name="Seconds">Of the training part.</param>
/// <param name="MostFrequent">The transcript that stood most often in the training part.</param>
/// <param name="Joined">Fewest and most words of the strings that it learned from; none for recordings as they
/// are.</param>
internal sealed record SpeechOrigin(
    string Fingerprint, int Recordings, double Seconds, string MostFrequent, IReadOnlyList<int> Joined)
{
    /// <summary>The nearest training recordings; null where they are too many for the file.</summary>
    public KeptNearest? Nearest { get; init; }
}
