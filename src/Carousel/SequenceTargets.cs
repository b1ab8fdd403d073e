using Carousel.Networks;

namespace Carousel;

/// <summary>
/// What a <see cref="SequenceModel"/> has to say: numbers or classes, of each sequence or of each step. Arrays convert
/// to it by themselves.
/// </summary>
public sealed class SequenceTargets
{
    private SequenceTargets(float[][] values, int size, bool everyStep) =>
        (Values, Size, IsEveryStep) = (values, size, everyStep);

    /// <summary>How many sequences there are.</summary>
    public int Count => Values.Length;

    /// <summary>Numbers of an answer; classes where there are labels.</summary>
    public int Size { get; }

    /// <summary>Whether each step has an answer, rather than each sequence.</summary>
    public bool IsEveryStep { get; }

    /// <summary>The classes by their numbers; empty where answers are numbers.</summary>
    public IReadOnlyList<string> Labels { get; private init; } = [];

    /// <summary>[T·O] of each sequence, or [O]; for classes one number instead of O.</summary>
    internal float[][] Values { get; }

    /// <summary>Values of an answer: O, or 1 for the number of a class.</summary>
    internal int Width => Labels.Count > 0 ? 1 : Size;

    /// <summary>A number for each sequence.</summary>
    /// <param name="numbers">By sequence.</param>
    public static implicit operator SequenceTargets(float[] numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return Numbers([.. numbers.Select(n => new[] { n })], 1, everyStep: false);
    }

    /// <summary>A row of numbers for each sequence.</summary>
    /// <param name="rows">By sequence, number.</param>
    public static implicit operator SequenceTargets(float[][] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int size = rows.FirstOrDefault()?.Length ?? 0;
        for (int s = 0; s < rows.Length; s++)
        {
            if (rows[s]?.Length != size)
            {
                throw new ArgumentException(
                    $"The target of sequence {s} has {rows[s]?.Length ?? 0} numbers, but the first has {size}.");
            }
        }

        return Numbers([.. rows.Select(r => r.ToArray())], size, everyStep: false);
    }

    /// <summary>A row of numbers for each step.</summary>
    /// <param name="rows">By sequence, step, number.</param>
    public static implicit operator SequenceTargets(float[][][] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int size = SequenceArrays.Width(rows);
        return Numbers(
            [.. rows.Select((r, n) => SequenceArrays.Rows(r, size, "the target of sequence", "numbers", n))], size,
            everyStep: true);
    }

    /// <summary>A row of numbers for each sequence.</summary>
    /// <param name="rows">[sequences, numbers].</param>
    public static implicit operator SequenceTargets(float[,] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Numbers(SequenceArrays.Cut(rows, rows.GetLength(1)), rows.GetLength(1), everyStep: false);
    }

    /// <summary>A row of numbers for each step.</summary>
    /// <param name="rows">[sequences, steps, numbers].</param>
    public static implicit operator SequenceTargets(float[,,] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int size = rows.GetLength(2);
        return Numbers(SequenceArrays.Cut(rows, rows.GetLength(1) * size), size, everyStep: true);
    }

    /// <summary>The class of each sequence, 0, 1, …; its label is the number.</summary>
    /// <param name="classes">By sequence.</param>
    public static implicit operator SequenceTargets(int[] classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        return Classes([.. classes.Select(c => new[] { c })], everyStep: false);
    }

    /// <summary>The class of each step, 0, 1, …; its label is the number.</summary>
    /// <param name="classes">By sequence, step.</param>
    public static implicit operator SequenceTargets(int[][] classes) => Classes(classes, everyStep: true);

    /// <summary>The label of each sequence; classes are in the order of their labels.</summary>
    /// <param name="labels">By sequence.</param>
    public static implicit operator SequenceTargets(string[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Labeled([.. labels.Select(l => new[] { l })], everyStep: false);
    }

    /// <summary>The label of each step; classes are in the order of their labels.</summary>
    /// <param name="labels">By sequence, step.</param>
    public static implicit operator SequenceTargets(string[][] labels) => Labeled(labels, everyStep: true);

    /// <summary>A row of numbers for each sequence, one after the other.</summary>
    /// <param name="values">[sequences · size].</param>
    /// <param name="size">Numbers of an answer.</param>
    /// <returns>A copy.</returns>
    /// <exception cref="ArgumentException">The values are not a whole number of rows, or one is not finite.</exception>
    public static SequenceTargets Of(ReadOnlySpan<float> values, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return Numbers(SequenceArrays.Cut(values, size, $"{size}"), size, everyStep: false);
    }

    /// <summary>A row of numbers for each step, one after the other.</summary>
    /// <param name="values">[Σ lengths · size].</param>
    /// <param name="lengths">Steps of each sequence.</param>
    /// <param name="size">Numbers of an answer.</param>
    /// <returns>A copy.</returns>
    /// <exception cref="ArgumentException">There are more or fewer values than the lengths say, or one is not
    /// finite.</exception>
    public static SequenceTargets Of(ReadOnlySpan<float> values, ReadOnlySpan<int> lengths, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return Numbers(SequenceArrays.Cut(values, lengths, size), size, everyStep: true);
    }

    /// <summary>Refuses targets that do not belong to these inputs.</summary>
    internal void RequireFit(SequenceInputs inputs)
    {
        if (Count != inputs.Count)
        {
            throw new ArgumentException($"There are {inputs.Count} sequences, but targets for {Count}.");
        }

        for (int s = 0; s < Count && IsEveryStep; s++)
        {
            int steps = inputs.Values[s].Length / inputs.Features, own = Values[s].Length / Width;
            if (steps != own)
            {
                throw new ArgumentException($"Sequence {s} has {steps} steps, but targets for {own}.");
            }
        }
    }

    /// <summary>The same targets as a network answers them: a class has the number that its label has there.</summary>
    /// <exception cref="ArgumentException">The network does not answer so, or does not know a label.</exception>
    internal SequenceTargets For(NetworkDesign design)
    {
        string[] labels = design.Answer == PortableFunction.None ? []
            : design.OutputNames.Count > 0 ? [.. design.OutputNames] : Numbered(design.OutputSize);
        if (design.Answer == PortableFunction.Logistic || IsEveryStep != design.Pooling is null
            || Labels.Count > 0 != labels.Length > 0 || (labels.Length == 0 && Size != design.OutputSize))
        {
            throw new ArgumentException(
                $"The targets are {(Labels.Count > 0 ? "classes" : $"rows of {Size} numbers")} of "
                + $"{(IsEveryStep ? "steps" : "sequences")}; the model answers otherwise.");
        }

        float[] numbers =
        [
            .. Labels.Select(l => Array.IndexOf(labels, l) is >= 0 and var n
                ? n : throw new ArgumentException($"The model does not know the class '{l}'.")),
        ];
        return labels.SequenceEqual(Labels)
            ? this
            : new SequenceTargets(
                [.. Values.Select(v => v.Select(c => numbers[(int)c]).ToArray())], labels.Length, IsEveryStep)
            {
                Labels = labels,
            };
    }

    private static SequenceTargets Numbers(float[][] values, int size, bool everyStep)
    {
        if (size == 0)
        {
            throw new ArgumentException("The targets have no numbers.");
        }

        for (int s = 0; s < values.Length; s++)
        {
            SequenceArrays.RequireFinite(values[s], size, "The target of sequence", "number", s);
        }

        return new SequenceTargets(values, size, everyStep);
    }

    private static SequenceTargets Labeled(string[][] labels, bool everyStep)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int missing = Array.FindIndex(labels, s => s is null);
        if (missing >= 0)
        {
            throw new ArgumentException($"The target of sequence {missing} is null.");
        }

        string[] known =
            [.. labels.SelectMany(s => s).Distinct().Order(StringComparer.Ordinal)];
        if (Array.Exists(known, string.IsNullOrEmpty))
        {
            throw new ArgumentException(
                $"Sequence {Array.FindIndex(labels, s => s.Any(string.IsNullOrEmpty))} has an empty label.");
        }

        return Classes(labels, known, label => Array.BinarySearch(known, label, StringComparer.Ordinal), everyStep);
    }

    private static SequenceTargets Classes(int[][] classes, bool everyStep)
    {
        ArgumentNullException.ThrowIfNull(classes);
        const int most = 1 << 16;
        int wrong = Array.FindIndex(classes, s => s is null || s.Any(c => c is < 0 or >= most));
        if (wrong >= 0)
        {
            throw new ArgumentException($"Sequence {wrong} has a class that is not a number 0…{most - 1}.");
        }

        int count = classes.SelectMany(s => s).DefaultIfEmpty(-1).Max() + 1;
        return Classes(
            classes, Numbered(count), c => c, everyStep);
    }

    private static string[] Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(c => FormattableString.Invariant($"{c}"))];

    private static SequenceTargets Classes<T>(T[][] classes, string[] labels, Func<T, int> number, bool everyStep) =>
        new([.. classes.Select(s => s.Select(c => (float)number(c)).ToArray())], labels.Length, everyStep)
        {
            Labels = labels.Length > 0 ? labels : throw new ArgumentException("Expected at least one target."),
        };
}
