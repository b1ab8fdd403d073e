using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// One sequence of a problem, in room that the next one reuses: inputs, and targets for its last steps.
/// </summary>
/// <remarks>
/// The room does not move while it lives, so that a runner of many lanes keeps addresses in it. In front of the first
/// step lies one without input, for networks that begin with it.
/// </remarks>
internal sealed unsafe class ProblemSequence
{
    private int[] _symbols = [];
    private float[] _inputs = [];
    private float[] _targets = [];
    private int[] _targetSymbols = [];
    private uint[] _admissible = [];
    private bool _hasAdmissible;

    /// <summary>T: steps.</summary>
    public int Length { get; private set; }

    /// <summary>
    /// The first step with a target; the steps after it have one each. 0 for one at every step, T − 1 for one at the
    /// end.
    /// </summary>
    public int FirstTarget { get; private set; }

    /// <summary>
    /// The first step whose output counts when the sequence is judged; <see cref="FirstTarget"/> unless the problem
    /// says otherwise.
    /// </summary>
    public int FirstJudged { get; set; }

    /// <summary>[T], the input unit that is 1 at each step while all others are 0, for problems of symbols.</summary>
    public Span<int> Symbols => InputSize == 0 && Length > 0 ? _symbols.AsSpan(1, Length) : default;

    /// <summary>[T, I], for problems of numbers.</summary>
    public Span<float> Inputs => _inputs.AsSpan(InputSize, Length * InputSize);

    /// <summary>[T − FirstTarget, O], for problems whose targets are numbers.</summary>
    public Span<float> Targets => _targets.AsSpan(0, (Length - FirstTarget) * OutputSize);

    /// <summary>
    /// [T − FirstTarget], the output unit whose target is 1 while all others' is 0, for problems whose targets are
    /// symbols.
    /// </summary>
    public Span<int> TargetSymbols => _targetSymbols.AsSpan(0, OutputSize == 0 ? Length - FirstTarget : 0);

    /// <summary>[T − FirstTarget], a bit for each symbol that may follow, for grammars.</summary>
    public Span<uint> Admissible => _admissible.AsSpan(0, _hasAdmissible ? Length - FirstTarget : 0);

    /// <summary>I of problems of numbers, 0 of problems of symbols.</summary>
    public int InputSize { get; private set; }

    /// <summary>O of problems whose targets are numbers, 0 where they are symbols.</summary>
    public int OutputSize { get; private set; }

    /// <summary>[1 + T], the symbols with −1 in front; null for problems of numbers.</summary>
    public int* SymbolAddress => InputSize == 0 ? Address(_symbols) : null;

    /// <summary>[1 + T, I], the inputs with zeros in front; null for problems of symbols.</summary>
    public float* InputAddress => InputSize > 0 ? Address(_inputs) : null;

    /// <summary>[T − FirstTarget, O]; null where targets are symbols.</summary>
    public float* TargetAddress => OutputSize > 0 ? Address(_targets) : null;

    /// <summary>[T − FirstTarget]; null where targets are numbers.</summary>
    public int* TargetSymbolAddress => OutputSize == 0 ? Address(_targetSymbols) : null;

    /// <summary>[T − FirstTarget]; null if the admissible next symbols are not known.</summary>
    public uint* AdmissibleAddress => _hasAdmissible ? Address(_admissible) : null;

    /// <summary>Makes room for a sequence; what was in it is undefined.</summary>
    /// <param name="length">T.</param>
    /// <param name="firstTarget">The first step with a target.</param>
    /// <param name="inputSize">I, or 0 for symbols.</param>
    /// <param name="outputSize">O, or 0 where targets are symbols.</param>
    /// <param name="hasAdmissible">Whether each step names the symbols that may follow.</param>
    public void Begin(int length, int firstTarget, int inputSize, int outputSize, bool hasAdmissible = false)
    {
        (Length, FirstTarget, FirstJudged, InputSize, OutputSize) = (
            length, firstTarget, firstTarget, inputSize, outputSize);
        _hasAdmissible = hasAdmissible;
        int targets = length - firstTarget;
        Grow(ref _symbols, inputSize == 0 ? 1 + length : 0);
        Grow(ref _inputs, (1 + length) * inputSize);
        _inputs.AsSpan(0, inputSize).Clear();
        _symbols.AsSpan(0, inputSize == 0 ? 1 : 0).Fill(-1);
        Grow(ref _targetSymbols, outputSize == 0 ? targets : 0);
        Grow(ref _targets, targets * outputSize);
        Grow(ref _admissible, hasAdmissible ? targets : 0);
    }

    private static T* Address<T>(T[] room)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(room));

    private static void Grow<T>(ref T[] room, int count)
        where T : unmanaged
    {
        if (room.Length < count)
        {
            room = GC.AllocateArray<T>(Math.Max(count, 2 * room.Length), pinned: true);
        }
    }
}
