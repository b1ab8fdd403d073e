using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// Experiment 6: in which order two or three relevant symbols, each X or Y, came, widely separated among noise; the
/// class is asked for at the end.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.6. Symbols are numbered E B a b c d X Y: E starts, B ends, a … d are
/// noise. Lengths are 100 … 110.
/// Two symbols (6a) are at 10 … 20 and 50 … 60, three (6b) at 10 … 20, 33 … 43 and 66 … 76, counted from 0.
/// The class has a binary digit for each, X = 0, the first the highest.
/// </remarks>
internal sealed class TemporalOrder : SequenceProblem
{
    /// <summary>E, which starts.</summary>
    public const int Start = 0;

    /// <summary>B, which ends.</summary>
    public const int End = 1;

    /// <summary>The first of four symbols of noise.</summary>
    public const int FirstNoise = 2;

    /// <summary>X; Y is the next.</summary>
    public const int X = 6;

    private readonly int[] _earliest;

    /// <summary>Makes the task.</summary>
    /// <param name="relevant">2 or 3 relevant symbols.</param>
    public TemporalOrder(int relevant)
    {
        _earliest = relevant switch
        {
            2 => [10, 50],
            3 => [10, 33, 66],
            _ => throw new ArgumentOutOfRangeException(nameof(relevant), relevant, "relevant must be 2 or 3."),
        };
    }

    /// <inheritdoc/>
    public override int Inputs => 8;

    /// <inheritdoc/>
    public override int Outputs => 1 << _earliest.Length;

    /// <inheritdoc/>
    public override bool HasSymbols => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, ProblemSequence sequence)
    {
        int length = random.Between(100, 110);
        sequence.Begin(length, firstTarget: length - 1, inputSize: 0, outputSize: 0);
        Span<int> symbols = sequence.Symbols;
        symbols[0] = Start;
        symbols[length - 1] = End;
        Noise(random, symbols[1..(length - 1)]);
        int order = 0;
        foreach (int earliest in _earliest)
        {
            int which = random.Coin() ? 1 : 0;
            symbols[random.Between(earliest, earliest + 10)] = X + which;
            order = (2 * order) + which;
        }

        sequence.TargetSymbols[0] = order;
    }

    /// <summary>Sixteen symbols of two bits from each word.</summary>
    private static void Noise(TrialRandom random, Span<int> symbols)
    {
        uint word = 0;
        for (int t = 0; t < symbols.Length; t++)
        {
            word = t % 16 == 0 ? random.Word() : word >> 2;
            symbols[t] = FirstNoise + (int)(word & 3);
        }
    }
}
