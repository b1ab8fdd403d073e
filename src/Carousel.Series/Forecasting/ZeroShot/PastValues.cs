using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>
/// The past of a series, without unit: minus its median, over its mean absolute deviation. Filled again and again
/// without allocating.
/// </summary>
/// <remarks>
/// Row 0 … <see cref="Rows"/> − 1. Rows before the first known value are 0; a missing value is the one before it.
/// With older rows, a gap before the first known value is filled with the value after it.
/// In training the rows from <see cref="End"/> on are the future of the first origin, and later origins see some of
/// them; scale, seasons and regressions see only the rows before <see cref="End"/>.
/// </remarks>
internal sealed class PastValues : PastRows
{
    private const float Largest = 50;

    private readonly bool[] _known = new bool[MostPast + Horizon];
    private readonly float[] _sorted = new float[MostPast];

    /// <summary>Rows with the future of training.</summary>
    public int Rows { get; private set; }

    /// <summary>The first row after the part that is summarized; a whole number of patches.</summary>
    public int End { get; private set; }

    /// <summary>The first known row.</summary>
    public int First { get; private set; }

    /// <summary>The first row of the older values, or the first known row without older values.</summary>
    public int Oldest { get; private set; }

    /// <summary>Rows from the first known one to the end.</summary>
    public int Length => End - First;

    /// <summary>The median in the units of the data.</summary>
    public double Median { get; private set; }

    /// <summary>The mean absolute deviation from the median, in the units of the data; above 0.</summary>
    public double Scale { get; private set; }

    /// <summary>The share of known values that are 0.</summary>
    public float ShareOfZeros { get; private set; }

    /// <summary>Whether all known values are whole.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The least known value, without unit.</summary>
    public float Least { get; private set; }

    /// <summary>The largest known value, without unit.</summary>
    public float Most { get; private set; }

    /// <summary>Whether no known value is negative.</summary>
    public bool IsNonNegative => (Least * Scale) + Median >= -1e-9 * Scale;

    /// <summary>Reads a past.</summary>
    /// <param name="values">The rows in time, NaN where one is missing.</param>
    /// <param name="end">The first row after the part that is summarized, a whole number of patches.</param>
    /// <param name="older">The rows before them; the last <see cref="MostOlder"/> are read. They change no scale and no
    /// season.</param>
    /// <returns>False where no value before the end is known.</returns>
    public bool Read(ReadOnlySpan<float> values, int end, ReadOnlySpan<float> older = default)
    {
        (Rows, End) = (values.Length, end);
        int known = 0, zeros = 0;
        IsWhole = true;
        First = -1;
        for (int t = 0; t < end; t++)
        {
            float value = values[t];
            if (!float.IsNaN(value))
            {
                First = First < 0 ? t : First;
                _sorted[known++] = value;
                zeros += value == 0 ? 1 : 0;
                IsWhole &= value == MathF.Round(value);
            }
        }

        if (known == 0)
        {
            return false;
        }

        Span<float> sorted = _sorted.AsSpan(0, known);
        sorted.Sort();
        Median = 0.5 * ((double)sorted[(known - 1) / 2] + sorted[known / 2]);
        double sum = 0;
        foreach (float value in sorted)
        {
            sum += Math.Abs(value - Median);
        }

        Scale = sum > 0 ? sum / known : 1e-3 + (1e-3 * Math.Abs(Median));
        ShareOfZeros = (float)zeros / known;
        (Least, Most) = (Scaled(sorted[0]), Scaled(sorted[^1]));
        float last = 0;
        for (int t = 0; t < values.Length; t++)
        {
            _known[t] = !float.IsNaN(values[t]);
            last = _known[t] ? Scaled(values[t]) : last;
            Numbers[Margin + t] = t < First ? 0 : last;
        }

        ReadOlder(older[Math.Max(0, older.Length - MostOlder)..]);
        return true;
    }

    /// <summary>Whether the value of a row is known.</summary>
    /// <param name="row">0 … <see cref="Rows"/> − 1.</param>
    public bool IsKnown(int row) => _known[row];

    /// <summary>The target of a row: NaN where it is missing or after the last row.</summary>
    /// <param name="row">0 or more.</param>
    public float Target(int row) => row < Rows && _known[row] ? this[row] : float.NaN;

    /// <summary>A value in the units of the data.</summary>
    /// <param name="value">Without unit.</param>
    public float InUnits(float value) =>
        (float)Math.Clamp((value * Scale) + Median, -float.MaxValue, float.MaxValue);

    // A missing value is the one after it, so that the rows before the first known one are not zeros.
    private void ReadOlder(ReadOnlySpan<float> older)
    {
        Oldest = older.Length == 0 ? First : -older.Length;
        Numbers.AsSpan(0, Margin).Clear();
        float next = this[First];
        for (int t = First - 1; t >= Oldest; t--)
        {
            float value = t < 0 ? older[older.Length + t] : float.NaN;
            next = float.IsNaN(value) ? next : Scaled(value);
            Numbers[Margin + t] = next;
        }
    }

    private float Scaled(float value) => (float)Math.Clamp((value - Median) / Scale, -Largest, Largest);
}
