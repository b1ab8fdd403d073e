using Carousel.Tensors;

namespace Carousel.Inspection.Probes;

/// <summary>
/// Control tasks of Hewitt and Liang 2019: every type of step (a word, a symbol) has one random label, drawn as
/// frequent as in the task; only a probe that learns types by heart can read them.
/// </summary>
internal static class ControlTask
{
    private const int MostAgain = 100;

    /// <summary>A control target.</summary>
    /// <param name="target">The target of the task.</param>
    /// <param name="types">[N], the type of each row, from 0.</param>
    /// <param name="seed">The seed of the look.</param>
    /// <param name="draw">Which labels.</param>
    /// <returns>Rows of one type have one value, that of a row drawn at random; drawn again where all would have the
    /// same. With only one type they have.</returns>
    /// <exception cref="ArgumentException">There is not one type for each row.</exception>
    public static ProbeTarget Of(ProbeTarget target, IReadOnlyList<int> types, ulong seed, int draw = 0)
    {
        if (types.Count != target.Count)
        {
            throw new ArgumentException(
                $"types: expected {target.Count}, one for each row, but got {types.Count}.", nameof(types));
        }

        var random = new CounterRandom(seed, CounterRandom.Purpose("control task"));
        bool isConstant = IsConstant(target), isDone = false;
        ProbeTarget control = target;
        for (int again = 0; !isDone && again < MostAgain; again++)
        {
            long word = ((long)again << 32) + draw;
            control = target.Reordered(
                [.. types.Select(type => (int)(((ulong)random.Word((uint)type, word) * (ulong)target.Count) >> 32))]);
            isDone = isConstant || !IsConstant(control);
        }

        return control;
    }

    private static bool IsConstant(ProbeTarget target) => target.Values.All(v => v == target.Values[0]);
}
