using Carousel.Data;

namespace Carousel.Server.Engine;

/// <summary>
/// Mean and deviation of the numbers that a worker's sessions read, in the scale of the training: mean 0 and standard
/// deviation 1 if the data are distributed as in training.
/// </summary>
/// <remarks>
/// One owner adds, any thread reads. About every sixteenth step is sampled, at uneven distances, so that the sampling
/// does not follow a rhythm of the data. About the latest 100,000 values of a column count; the weight of older values
/// decays.
/// </remarks>
/// <param name="scales">[I]: the scales of the training.</param>
internal sealed class InputDrift(IReadOnlyList<FittedScaler> scales)
{
    /// <summary>The most columns; those after the first ones are not looked at.</summary>
    public const int MostColumns = 32;

    private const long MostValues = 1 << 17;

    private readonly FittedScaler[] _scales = [.. scales.Take(MostColumns)];
    private readonly DriftSum[] _sums = new DriftSum[Math.Min(scales.Count, MostColumns)];
    private readonly int _width = scales.Count;
    private readonly Lock _gate = new();
    private uint _random = 1;
    private int _left = 1;

    /// <summary>How many columns are looked at.</summary>
    public int Columns => _sums.Length;

    /// <summary>A step together is taken.</summary>
    /// <param name="inputs">[rows, I], as they came.</param>
    public void Look(ReadOnlySpan<float> inputs)
    {
        if (--_left > 0)
        {
            return;
        }

        // 1 to 32, by a generator that need not be a good one.
        _random = (_random * 1_664_525) + 1_013_904_223;
        _left = 1 + (int)(_random >> 27);
        lock (_gate)
        {
            for (int column = 0; column < _sums.Length; column++)
            {
                Add(inputs, column);
            }
        }
    }

    /// <summary>Merges the sums of a column into those of other workers.</summary>
    /// <param name="column">The column.</param>
    /// <param name="all">What others saw.</param>
    public DriftSum Join(int column, in DriftSum all)
    {
        lock (_gate)
        {
            return all.Join(_sums[column]);
        }
    }

    private void Add(ReadOnlySpan<float> inputs, int column)
    {
        ref DriftSum sum = ref _sums[column];
        double mean = sum.Mean, first = 0, second = 0;
        int count = 0;
        FittedScaler scale = _scales[column];
        for (int at = column; at < inputs.Length; at += _width)
        {
            double away = scale.Transform(inputs[at]) - mean;
            if (double.IsFinite(away))
            {
                count++;
                first += away;
                second += away * away;
            }
        }

        if (count == 0)
        {
            return;
        }

        long values = sum.Values + count;
        double shift = first / values;
        sum = new DriftSum(values, mean + shift, Math.Max(0, sum.Squares + second - (first * shift)));
        if (values > MostValues)
        {
            sum = sum with { Values = values / 2, Squares = sum.Squares / 2 };
        }
    }
}
