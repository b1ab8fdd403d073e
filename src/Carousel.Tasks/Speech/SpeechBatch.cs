using Carousel.Data;

namespace Carousel.Tasks.Speech;

/// <summary>Rows of features of some clips, packed.</summary>
internal sealed class SpeechBatch
{
    /// <summary>How the rows lie.</summary>
    public Packing Packing { get; } = new();

    /// <summary>[N, F].</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>Fills the batch anew.</summary>
    /// <param name="clips">[T, F] of each clip.</param>
    /// <param name="features">F.</param>
    public void Fill(IReadOnlyList<float[]> clips, int features)
    {
        Packing.Set([.. clips.Select(c => c.Length / features)]);
        Values = new float[Packing.Rows * features];
        for (int b = 0; b < clips.Count; b++)
        {
            for (int t = 0; t < clips[b].Length / features; t++)
            {
                clips[b].AsSpan(t * features, features).CopyTo(Values.AsSpan(Packing.Row(b, t) * features));
            }
        }
    }
}
