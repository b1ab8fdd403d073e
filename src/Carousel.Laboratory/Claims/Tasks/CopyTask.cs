using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Claims.Tasks;

/// <summary>Copy: some symbols, T blanks, a delimiter, then the symbols are to be said in their order. Guessing is right for one symbol in eight.</summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997 in spirit; Arjovsky, Shah and Bengio 2016, section 5.1, with ten symbols. Inputs are one-hot: 0 … 7 the symbols, 8 the blank, 9 the delimiter.
/// Blanks are shown while the symbols are said. Targets stand at those steps only; from a symbol to its target there are K + T + 1 steps.
/// </remarks>
internal sealed class CopyTask : SequenceTask
{
    /// <summary>Symbols to choose from.</summary>
    public const int Symbols = 8;

    /// <summary>What is shown while there is nothing to remember.</summary>
    public const int Blank = Symbols;

    /// <summary>What asks for the symbols.</summary>
    public const int Delimiter = Symbols + 1;

    private readonly int _blanks;
    private readonly int _count;

    /// <summary>A task.</summary>
    /// <param name="blanks">T: blanks between the symbols and the delimiter, 0 or more.</param>
    /// <param name="count">K: symbols to remember, 1 or more.</param>
    public CopyTask(int blanks, int count = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blanks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (_blanks, _count) = (blanks, count);
    }

    /// <summary>Steps of a sequence.</summary>
    public int Length => _count + _blanks + 1 + _count;

    /// <inheritdoc/>
    public override string Name => $"copy-{_count}-{_blanks}";

    /// <inheritdoc/>
    public override int InputSize => Symbols + 2;

    /// <inheritdoc/>
    public override int OutputSize => Symbols;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(Length, sequences);
        int delimiter = _count + _blanks;
        for (int b = 0; b < sequences; b++)
        {
            for (int k = 0; k < _count; k++)
            {
                int symbol = random.Below(Symbols);
                batch.SetSymbol(b, k, symbol);
                batch.AddTarget(b, delimiter + 1 + k, symbol);
            }

            for (int t = _count; t < Length; t++)
            {
                batch.SetSymbol(b, t, t == delimiter ? Delimiter : Blank);
            }
        }
    }
}
