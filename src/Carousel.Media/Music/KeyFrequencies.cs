namespace Carousel.Music;

/// <summary>
/// Each key as often as in the training pieces, whatever came before; half a step is added on both sides, so that no
/// key is impossible.
/// </summary>
internal sealed class KeyFrequencies : IStepBaseline
{
    private readonly float[] _logits = new float[MusicPiece.Keys];

    public KeyFrequencies(IEnumerable<MusicPiece> pieces)
    {
        var counts = new int[MusicPiece.Keys];
        int steps = 0;
        foreach (int[] step in pieces.SelectMany(p => p.Steps))
        {
            steps++;
            foreach (int pitch in step)
            {
                counts[pitch - MusicPiece.LowestPitch]++;
            }
        }

        for (int k = 0; k < counts.Length; k++)
        {
            _logits[k] = (float)Math.Log((counts[k] + 0.5) / (steps - counts[k] + 0.5));
        }
    }

    public string Name => "key_frequencies";

    public string Title => "frequencies of keys";

    public void Guess(ReadOnlySpan<int> last, Span<float> logits) => _logits.CopyTo(logits);
}
