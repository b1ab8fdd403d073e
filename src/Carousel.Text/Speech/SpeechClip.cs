using Carousel.Jobs.Sound;

namespace Carousel.Speech;

/// <summary>A recording and its transcript.</summary>
/// <param name="Name">How tables and messages call it.</param>
/// <param name="Recording">The sound.</param>
/// <param name="Transcript">Its text.</param>
internal sealed record SpeechClip(string Name, SoundRecording Recording, string Transcript)
{
    /// <summary>The words of the transcript.</summary>
    public IReadOnlyList<string> Words => Transcript.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Who speaks; empty where it is not known.</summary>
    public string Speaker { get; init; } = "";

    /// <summary>Where the sound of each word of the transcript ends, in seconds; none where it is not known.</summary>
    public IReadOnlyList<double> WordEnds { get; init; } = [];
}
