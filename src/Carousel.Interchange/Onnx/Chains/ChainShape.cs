namespace Carousel.Interchange.Onnx;

/// <summary>What runs along a part of an axis.</summary>
internal enum ChainFactorKind
{
    /// <summary>The first axis of the model's input: time or sequences.</summary>
    First,

    /// <summary>The second axis of the model's input.</summary>
    Second,

    /// <summary>Forward and reverse.</summary>
    Direction,

    /// <summary>Values of a step.</summary>
    Feature,
}

/// <summary>A part of an axis.</summary>
/// <param name="Kind">What runs along it.</param>
/// <param name="Size">How many.</param>
internal readonly record struct ChainFactor(ChainFactorKind Kind, int Size)
{
    /// <summary>Whether the model leaves the number free, for which the size then stands.</summary>
    public bool IsFree { get; init; }
}

/// <summary>The axes of a value, each a product of factors, the outermost first; an axis of size 1 has none.</summary>
/// <param name="axes">The factors of each axis; those of size 1 are skipped.</param>
internal sealed class ChainShape(IEnumerable<IEnumerable<ChainFactor>> axes)
{
    private readonly ChainFactor[][] _axes = [.. axes.Select(a => a.Where(f => f.Size != 1).ToArray())];

    /// <summary>How many axes.</summary>
    public int Rank => _axes.Length;

    /// <summary>The sizes of the axes.</summary>
    public int[] Dims => Array.ConvertAll(_axes, a => (int)Math.Min(Size(a), int.MaxValue));

    /// <summary>The factors of an axis.</summary>
    public IReadOnlyList<ChainFactor> this[int axis] => _axes[axis];

    /// <summary>Whether an axis is a single factor.</summary>
    public bool Is(int axis, ChainFactorKind kind) => _axes[axis] is [{ } only] && only.Kind == kind;

    /// <summary>The axis that is a single factor; -1 for none.</summary>
    public int Find(ChainFactorKind kind) => Array.FindIndex(_axes, a => a is [{ } only] && only.Kind == kind);

    /// <summary>
    /// Whether the last axis holds all values of a step, forward before reverse, and no other axis any.
    /// </summary>
    /// <param name="width">How many values a step has.</param>
    public bool EndsInRows(int width) => Rank > 0 && Size(_axes[^1]) == width
        && _axes[^1].All(IsInner) && _axes[^1].Select(f => f.Kind).SequenceEqual(_axes[^1].Select(f => f.Kind).Order())
        && _axes.SkipLast(1).All(a => !a.Any(IsInner));

    /// <summary>Axes in another order.</summary>
    public ChainShape Turned(IEnumerable<int> order) => new(order.Select(a => _axes[a]));

    /// <summary>Without an axis.</summary>
    public ChainShape Without(int axis) => new(_axes.Where((_, a) => a != axis));

    /// <summary>The shape with one axis replaced.</summary>
    public ChainShape With(int axis, params ChainFactor[] factors) =>
        new(_axes.Select((a, i) => i == axis ? factors : a));

    /// <summary>With an axis of size 1 before another.</summary>
    public ChainShape Opened(int axis) => new([.. _axes.Take(axis), [], .. _axes.Skip(axis)]);

    /// <summary>The shape with one more axis at its end.</summary>
    public ChainShape Followed(params ChainFactor[] factors) => new([.. _axes, factors]);

    /// <summary>The same values in the same order under other sizes.</summary>
    /// <param name="dims">The sizes.</param>
    /// <returns>The axes; null where one would hold a part of a factor.</returns>
    public ChainShape? Regrouped(IReadOnlyList<int> dims)
    {
        var left = new Queue<ChainFactor>(_axes.SelectMany(a => a));
        var made = new List<ChainFactor[]>();
        foreach (int dim in dims)
        {
            var own = new List<ChainFactor>();
            while (Size(own) < dim && left.TryDequeue(out ChainFactor factor))
            {
                own.Add(factor);
            }

            if (Size(own) != dim)
            {
                return null;
            }

            made.Add([.. own]);
        }

        return left.Count == 0 ? new ChainShape(made) : null;
    }

    private static bool IsInner(ChainFactor factor) =>
        factor.Kind is ChainFactorKind.Direction or ChainFactorKind.Feature;

    private static long Size(IReadOnlyList<ChainFactor> factors) => factors.Aggregate(1L, (size, f) => size * f.Size);
}
