namespace Carousel.Speech;

/// <summary>What a transcriber's file says of its nearest training recordings; their vectors lie in a tensor.</summary>
/// <param name="Transcripts">The transcript of each.</param>
/// <param name="Rate">Samples a second of their features.</param>
/// <param name="Cut">How strings are cut, see <see cref="SilenceCut.Order"/>; none for recordings as they are.</param>
internal sealed record KeptNearest(IReadOnlyList<string> Transcripts, int Rate, IReadOnlyList<int> Cut);
