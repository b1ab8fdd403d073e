namespace Carousel.Inspection.Search;

/// <summary>
/// One unit over all sequences: how well it separates every span of a length from the neighbouring steps.
/// </summary>
internal sealed class UnitColumn
{
    private readonly float[][] _values;
    private readonly int[] _queue;

    public UnitColumn(IReadOnlyList<StateTable> sequences)
    {
        _values = [.. sequences.Select(s => new float[s.Steps])];
        _queue = new int[sequences.Max(s => s.Steps)];
    }

    /// <summary>Takes the values of a unit.</summary>
    public void Load(IReadOnlyList<StateTable> sequences, int unit)
    {
        for (int s = 0; s < sequences.Count; s++)
        {
            float[] from = sequences[s].Values, to = _values[s];
            for (int t = 0, at = unit; t < to.Length; t++, at += sequences[s].Units)
            {
                to[t] = from[at];
            }
        }
    }

    /// <summary>The smallest value of every span of a length.</summary>
    /// <param name="sequence">Which sequence.</param>
    /// <param name="sign">1; or −1 for the smallest of the negated values.</param>
    /// <param name="length">L.</param>
    /// <param name="smallest">[T − L + 1], overwritten: of the span that begins at each step.</param>
    /// <remarks>
    /// The queue holds steps whose values grow: its head is the smallest of the window (a sliding minimum in T steps).
    /// </remarks>
    public void Smallest(int sequence, int sign, int length, Span<float> smallest)
    {
        float[] values = _values[sequence];
        (int head, int tail) = (0, 0);
        for (int t = 0; t < values.Length; t++)
        {
            float value = sign * values[t];
            while (tail > head && sign * values[_queue[tail - 1]] >= value)
            {
                tail--;
            }

            _queue[tail++] = t;
            if (_queue[head] <= t - length)
            {
                head++;
            }

            if (t >= length - 1)
            {
                smallest[t - length + 1] = sign * values[_queue[head]];
            }
        }
    }

    /// <summary>Steps of all sequences.</summary>
    public int Steps => _values.Sum(v => v.Length);

    /// <summary>All values, the smallest first.</summary>
    /// <param name="sorted">[<see cref="Steps"/>], overwritten.</param>
    public void Sorted(Span<float> sorted)
    {
        int at = 0;
        foreach (float[] values in _values)
        {
            values.CopyTo(sorted[at..]);
            at += values.Length;
        }

        sorted.Sort();
    }

    /// <summary>The value of a step.</summary>
    public float At(int sequence, int step) => _values[sequence][step];

    /// <summary>The share of all steps that are active.</summary>
    public double ActiveShare(int sign, double threshold)
    {
        long active = 0, all = 0;
        foreach (float[] values in _values)
        {
            foreach (float value in values)
            {
                active += sign * value > threshold ? 1 : 0;
            }

            all += values.Length;
        }

        return (double)active / all;
    }
}
