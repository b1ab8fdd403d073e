namespace Carousel.Tasks.Speech;

/// <summary>What was heard in a recording.</summary>
/// <param name="Words">The words with their times.</param>
/// <param name="LogProbability">ln p of the symbols given the sound.</param>
public sealed record Transcription(IReadOnlyList<TimedWord> Words, double LogProbability)
{
    /// <summary>The words with one blank between them.</summary>
    public string Text => string.Join(' ', Words.Select(w => w.Text));
}
