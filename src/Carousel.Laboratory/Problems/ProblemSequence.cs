namespace Carousel.Laboratory.Problems;

/// <summary>One sequence of a problem, in room that the next one reuses: inputs, and targets for its last steps.</summary>
internal sealed class ProblemSequence
{
    private int[] _symbols = [];
    private float[] _inputs = [];
    private float[] _targets = [];
    private int[] _targetSymbols = [];
    private uint[] _admissible = [];
    private bool _hasAdmissible;

    /// <summary>T: steps.</summary>
    public int Length { get; private set; }

    /// <summary>The first step with a target; the steps after it have one each. 0 for one at every step, T − 1 for one at the end.</summary>
    public int FirstTarget { get; private set; }

    /// <summary>The first step whose output counts when the sequence is judged; <see cref="FirstTarget"/> unless the problem says otherwise.</summary>
    public int FirstJudged { get; set; }

    /// <summary>[T], the input unit that is 1 at each step while all others are 0, for problems of symbols.</summary>
    public Span<int> Symbols => _symbols.AsSpan(0, InputSize == 0 ? Length : 0);

    /// <summary>[T, I], for problems of numbers.</summary>
    public Span<float> Inputs => _inputs.AsSpan(0, Length * InputSize);

    /// <summary>[T − FirstTarget, O], for problems whose targets are numbers.</summary>
    public Span<float> Targets => _targets.AsSpan(0, (Length - FirstTarget) * OutputSize);

    /// <summary>[T − FirstTarget], the output unit whose target is 1 while all others' is 0, for problems whose targets are symbols.</summary>
    public Span<int> TargetSymbols => _targetSymbols.AsSpan(0, OutputSize == 0 ? Length - FirstTarget : 0);

    /// <summary>[T − FirstTarget], a bit for each symbol that may follow, for grammars.</summary>
    public Span<uint> Admissible => _admissible.AsSpan(0, _hasAdmissible ? Length - FirstTarget : 0);

    /// <summary>I of problems of numbers, 0 of problems of symbols.</summary>
    public int InputSize { get; private set; }

    /// <summary>O of problems whose targets are numbers, 0 where they are symbols.</summary>
    public int OutputSize { get; private set; }

    /// <summary>Makes room for a sequence; what was in it is undefined.</summary>
    /// <param name="length">T.</param>
    /// <param name="firstTarget">The first step with a target.</param>
    /// <param name="inputSize">I, or 0 for symbols.</param>
    /// <param name="outputSize">O, or 0 where targets are symbols.</param>
    /// <param name="hasAdmissible">Whether each step names the symbols that may follow.</param>
    public void Begin(int length, int firstTarget, int inputSize, int outputSize, bool hasAdmissible = false)
    {
        (Length, FirstTarget, FirstJudged, InputSize, OutputSize) = (length, firstTarget, firstTarget, inputSize, outputSize);
        _hasAdmissible = hasAdmissible;
        int targets = length - firstTarget;
        Grow(ref _symbols, inputSize == 0 ? length : 0);
        Grow(ref _inputs, length * inputSize);
        Grow(ref _targetSymbols, outputSize == 0 ? targets : 0);
        Grow(ref _targets, targets * outputSize);
        Grow(ref _admissible, hasAdmissible ? targets : 0);
    }

    private static void Grow<T>(ref T[] room, int count)
    {
        if (room.Length < count)
        {
            room = new T[Math.Max(count, 2 * room.Length)];
        }
    }
}
