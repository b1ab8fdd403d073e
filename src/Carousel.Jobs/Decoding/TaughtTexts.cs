using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Jobs.Decoding;

/// <summary>
/// Texts as a decoder learns them: at each step it is given the symbol before, the end at the first, and is to write
/// the next. Filled again and again.
/// </summary>
internal sealed class TaughtTexts
{
    private readonly SequenceBatch _before = new(1);
    private float[] _next = [];

    /// <summary>How the symbols lie.</summary>
    public Packing Packing => _before.Packing;

    /// <summary>Replaces its texts.</summary>
    /// <param name="texts">Symbols of each text, followed by the end.</param>
    /// <param name="end">The symbol that ends a text.</param>
    /// <returns>This object.</returns>
    public TaughtTexts Fill(IReadOnlyList<int[]> texts, int end)
    {
        _before.Begin([.. texts.Select(t => t.Length)]);
        _next = new float[Packing.Rows];
        for (int b = 0; b < texts.Count; b++)
        {
            for (int t = 0; t < texts[b].Length; t++)
            {
                _before.Step(b, t)[0] = t == 0 ? end : texts[b][t - 1];
                _next[Packing.Row(b, t)] = texts[b][t];
            }
        }

        return this;
    }

    /// <summary>What the decoder is given.</summary>
    /// <returns>[N, 1].</returns>
    public Variable Before(Tape tape) => tape.Input(_before);

    /// <summary>What it is to write.</summary>
    /// <returns>[N, 1].</returns>
    public Tensor Next(Tape tape) => tape.Input(_next, new Shape(Packing.Rows, 1)).Value;
}
