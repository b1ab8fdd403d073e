namespace Carousel.Tasks.Tagging;

/// <summary>A sentence, or a piece of a long one, in numbers.</summary>
/// <param name="Sentence">Which sentence of the file.</param>
/// <param name="First">Its first token in that sentence.</param>
/// <param name="Forms">[T]: which distinct token, in the encoder's table.</param>
/// <param name="Labels">[T]: numbers of the labels; −1 for one that training never saw.</param>
internal sealed record EncodedSentence(int Sentence, int First, int[] Forms, int[] Labels)
{
    /// <summary>[T · channels].</summary>
    public float[] Numbers { get; init; } = [];

    /// <summary>T.</summary>
    public int Length => Forms.Length;
}
