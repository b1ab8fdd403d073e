using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tasks;

/// <summary>
/// Copy: some symbols, T blanks, a delimiter, then the symbols are to be said in their order. Guessing is right for one
/// symbol in eight.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997 in spirit; Arjovsky, Shah and Bengio 2016, section 5.1, with ten symbols. Inputs are
/// one-hot: 0 … 7 the symbols, 8 the blank, 9 the delimiter.
/// Blanks are shown while the symbols are to be output. Only those steps have targets; from a symbol to its target
/// there are K + T + 1 steps.
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
    private readonly int _least;

    /// <summary>A task.</summary>
    /// <param name="blanks">T: blanks between the symbols and the delimiter, 0 or more.</param>
    /// <param name="count">K: symbols to remember, 1 or more.</param>
    /// <param name="leastBlanks">If given, the number of blanks of each sequence is drawn, from this number to
    /// T.</param>
    public CopyTask(int blanks, int count = 10, int? leastBlanks = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blanks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (_blanks, _count, _least) = (blanks, count, leastBlanks ?? blanks);
        ArgumentOutOfRangeException.ThrowIfNegative(_least, nameof(leastBlanks));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_least, blanks, nameof(leastBlanks));
    }

    /// <summary>Most steps of a sequence.</summary>
    public int Length => LengthWith(_blanks);

    /// <inheritdoc/>
    public override string Name => _least == _blanks ? $"copy-{_count}-{_blanks}" : $"copy-{_count}-{_least}-{_blanks}";

    /// <inheritdoc/>
    public override int InputSize => Symbols + 2;

    /// <inheritdoc/>
    public override int OutputSize => Symbols;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        var blanks = new int[sequences];
        for (int b = 0; b < sequences; b++)
        {
            blanks[b] = _least == _blanks ? _blanks : random.Between(_least, _blanks);
        }

        batch.Begin([.. blanks.Select(LengthWith)]);
        for (int b = 0; b < sequences; b++)
        {
            int delimiter = _count + blanks[b];
            for (int k = 0; k < _count; k++)
            {
                int symbol = random.Below(Symbols);
                batch.SetSymbol(b, k, symbol);
                batch.AddTarget(b, delimiter + 1 + k, symbol);
            }

            for (int t = _count; t < LengthWith(blanks[b]); t++)
            {
                batch.SetSymbol(b, t, t == delimiter ? Delimiter : Blank);
            }
        }
    }

    private int LengthWith(int blanks) => _count + blanks + 1 + _count;
}
