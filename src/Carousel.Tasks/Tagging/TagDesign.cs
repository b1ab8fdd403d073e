using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Tagging;

/// <summary>The network of a tagger. Kept in the model file.</summary>
/// <param name="Cell">The recurrent layers over a sentence.</param>
/// <param name="WordSize">E: values of a word's row; 0 for none.</param>
/// <param name="CharacterSize">Values of a character's row; 0 for no characters.</param>
/// <param name="CharacterHidden">Units of each direction over the characters of a word.</param>
/// <param name="VectorSize">Values of a word's vector from a file; 0 for none.</param>
/// <param name="Channels">Numbers of each step; 0 for tokens of text.</param>
/// <param name="InputDropout">Share of values dropped in front of the recurrent layers while training.</param>
/// <param name="WordDropout">α: a word seen n times is replaced by the unknown word with probability α/(α + n) while training.</param>
/// <param name="IsChain">True for a conditional random field over the labels, false for a soft-max of each.</param>
public sealed record TagDesign(
    CellDesign Cell, int WordSize, int CharacterSize, int CharacterHidden, int VectorSize, int Channels, double InputDropout, double WordDropout, bool IsChain)
{
    private const int MostSize = 4096;

    /// <summary>Values of a step's input.</summary>
    public int InputSize => WordSize + (CharacterSize > 0 ? 2 * CharacterHidden : 0) + VectorSize + Channels;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    public bool IsInRange => Cell.IsInRange && IsSize(WordSize) && IsSize(CharacterSize) && IsSize(CharacterHidden) && IsSize(VectorSize)
        && Channels is >= 0 and <= 1 << 16 && InputSize > 0 && (CharacterSize == 0 || CharacterHidden > 0)
        && InputDropout is >= 0 and < 1 && WordDropout is >= 0 and <= 1000;

    /// <summary>What the network is called in a line.</summary>
    /// <returns>Such as <c>words 100 + characters 2×50, bidirectional LSTM 128</c>.</returns>
    public string Describe()
    {
        (int Size, string Name)[] parts =
        [
            (WordSize, $"words {WordSize}"), (CharacterSize, $"characters 2×{CharacterHidden}"), (VectorSize, $"vectors {VectorSize}"),
            (Channels, $"{Channels} numbers"),
        ];
        return $"{string.Join(" + ", parts.Where(p => p.Size > 0).Select(p => p.Name))}, {Cell.Describe()}";
    }

    private static bool IsSize(int size) => size is >= 0 and <= MostSize;
}
