namespace Carousel.Speech;

/// <summary>The nearest-recording baseline in a transcriber's file; its vectors are stored in a tensor.</summary>
/// <param name="Transcripts">The transcript of each.</param>
/// <param name="Rate">Samples a second of their features.</param>
/// <param name="Cut">How strings are cut, see <see cref="SilenceCut.Order"/>; empty if recordings are not cut.</param>
internal sealed record KeptNearest(IReadOnlyList<string> Transcripts, int Rate, IReadOnlyList<int> Cut);
