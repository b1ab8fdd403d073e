namespace Carousel.Inspection.Probes;

/// <summary>What a probe is to read from states: a number or a class at each step.</summary>
internal sealed class ProbeTarget
{
    private ProbeTarget(double[] values, int classes) => (Values, Classes) = (values, classes);

    /// <summary>[N], the numbers; of classes their numbers from 0.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>C; 0 where the target is a number.</summary>
    public int Classes { get; }

    /// <summary>Whether it is a class at each step.</summary>
    public bool IsClass => Classes > 0;

    /// <summary>N.</summary>
    public int Count => Values.Count;

    /// <summary>Numbers.</summary>
    /// <param name="values">[N].</param>
    /// <returns>The target.</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static ProbeTarget OfNumbers(IReadOnlyList<double> values)
    {
        return values.All(double.IsFinite)
            ? new ProbeTarget([.. values], 0)
            : throw new ArgumentException("values: expected finite numbers.", nameof(values));
    }

    /// <summary>Classes.</summary>
    /// <param name="values">[N], 0 … C − 1.</param>
    /// <param name="classes">C, at least 2.</param>
    /// <returns>The target.</returns>
    /// <exception cref="ArgumentException">A value is not a class.</exception>
    public static ProbeTarget OfClasses(IReadOnlyList<int> values, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        return values.All(v => v >= 0 && v < classes) ? new ProbeTarget([.. values.Select(v => (double)v)], classes)
            : throw new ArgumentException($"values: expected classes of 0…{classes - 1}.", nameof(values));
    }

    /// <summary>The same values at other rows.</summary>
    /// <param name="order">[N], which value each row gets.</param>
    /// <returns>The target.</returns>
    public ProbeTarget Reordered(IReadOnlyList<int> order)
    {
        return new ProbeTarget([.. order.Select(n => Values[n])], Classes);
    }
}
