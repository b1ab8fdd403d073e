namespace Carousel.Inspection;

/// <summary>The states of some units over one sequence.</summary>
internal sealed class StateTable
{
    /// <summary>A table.</summary>
    /// <param name="values">[T, H], kept unchanged.</param>
    /// <param name="units">H, at least 1.</param>
    /// <exception cref="ArgumentException">The values are not a whole number of steps.</exception>
    public StateTable(float[] values, int units)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        if (values.Length % units != 0)
        {
            throw new ArgumentException(
                $"values: expected [T, H] with H = {units}, but got {values.Length} values.", nameof(values));
        }

        (Values, Units, Steps) = (values, units, values.Length / units);
    }

    /// <summary>[T, H].</summary>
    public float[] Values { get; }

    /// <summary>H.</summary>
    public int Units { get; }

    /// <summary>T.</summary>
    public int Steps { get; }

    /// <summary>The states after a step.</summary>
    /// <param name="step">From 0.</param>
    /// <returns>[H].</returns>
    public ReadOnlySpan<float> Row(int step) => Values.AsSpan(step * Units, Units);
}
