using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Inspection;

/// <summary>
/// Errors propagated backwards, some rows for each part of the state, and the measures taken of them at every lag.
/// </summary>
internal sealed class FlowRows
{
    private const int MostComplete = 256;
    private const int SampledDirections = 64;
    private const int MostTurns = 200;
    private const double TurnTolerance = 1e-10;

    private readonly int _stateSize;
    private readonly int[] _counts;
    private readonly double[][] _gains;
    private readonly double[][] _largest;
    private double[] _errors;
    private double[] _pulled;

    /// <summary>Rows of length 1 in each part.</summary>
    /// <param name="parts">The parts of the state.</param>
    /// <param name="stateSize">S.</param>
    /// <param name="directions">Rows of each part; 0 for all of a small part and some of a large one.</param>
    public FlowRows(IReadOnlyList<StatePart> parts, int stateSize, int directions)
    {
        (Parts, _stateSize) = (parts, stateSize);
        _counts =
        [
            .. parts.Select(
                p =>
                    Math.Min(
                        p.Size, directions > 0 ? directions : p.Size <= MostComplete ? p.Size : SampledDirections)),
        ];
        (_gains, _largest) = (new double[parts.Count][], new double[parts.Count][]);
        _errors = new double[_counts.Sum() * stateSize];
        _pulled = new double[_errors.Length];
        int row = 0;
        for (int p = 0; p < parts.Count; p++)
        {
            for (int k = 0; k < _counts[p]; k++, row++)
            {
                Span<double> error = _errors.AsSpan((row * stateSize) + parts[p].First, parts[p].Size);
                if (_counts[p] == error.Length)
                {
                    error[k] = 1;
                }
                else
                {
                    Draw(p, k, error);
                }
            }
        }
    }

    /// <summary>The parts of the state.</summary>
    public IReadOnlyList<StatePart> Parts { get; }

    /// <summary>Whether every direction is followed.</summary>
    public bool IsComplete => Parts.Zip(_counts).All(p => p.First.Size == p.Second);

    /// <summary>Goes backwards from the last step.</summary>
    /// <param name="T">Steps.</param>
    /// <param name="lags">The greatest lag.</param>
    /// <param name="pull">Takes [K, S] errors of the state after a step to before it; its result begins as
    /// zeros.</param>
    public void Follow(int T, int lags, Action<int, double[], double[]> pull)
    {
        for (int p = 0; p < Parts.Count; p++)
        {
            (_gains[p], _largest[p]) = (new double[lags + 1], new double[_counts[p] == Parts[p].Size ? lags + 1 : 0]);
        }

        Measure(0);
        for (int lag = 1; lag <= lags; lag++)
        {
            Array.Clear(_pulled);
            pull(T - lag, _errors, _pulled);
            (_errors, _pulled) = (_pulled, _errors);
            Measure(lag);
        }
    }

    /// <summary>The flows of all parts.</summary>
    /// <param name="T">Steps.</param>
    /// <param name="lags">The greatest lag.</param>
    /// <param name="kept">[parts][T·size], the gates by which a part keeps its values; empty for none.</param>
    public IReadOnlyList<StateFlow> Flows(int T, int lags, double[][] kept) =>
    [
        .. Parts.Select((part, p) =>
        {
            double[] theory = kept.Length > p && kept[p].Length > 0 ? Products(kept[p], T, lags, part.Size)
                : double.IsNaN(part.Radius) ? []
                : [.. Enumerable.Range(0, lags + 1).Select(lag => ScalarMath.Power(part.Radius, lag))];
            return new StateFlow(part.Name, part.Size)
            {
                Gain = _gains[p],
                Largest = _largest[p],
                Theory = theory,
                TheoryName = theory.Length == 0 ? "" : part.TheoryName,
            };
        }),
    ];

    // Root mean square over units of the product of the last q gates.
    private static double[] Products(double[] kept, int T, int lags, int size)
    {
        double[] product = [.. Enumerable.Repeat(1.0, size)];
        var means = new double[lags + 1];
        means[0] = 1;
        for (int lag = 1; lag <= lags; lag++)
        {
            double sum = 0;
            for (int u = 0; u < size; u++)
            {
                product[u] *= kept[((T - lag) * size) + u];
                sum += product[u] * product[u];
            }

            means[lag] = Math.Sqrt(sum / size);
        }

        return means;
    }

    private static void Draw(int part, int row, Span<double> error)
    {
        var random = new CounterRandom(0, CounterRandom.Purpose("gradient flow directions"));
        Span<uint> words = new uint[(error.Length + 31) / 32 * 32];
        Span<float> values = new float[words.Length];
        RandomNumbers.Words(random, new((ulong)row * (ulong)words.Length, (uint)part, 0), words);
        RandomNumbers.Normal(words, values);
        double squares = 0;
        for (int u = 0; u < error.Length; u++)
        {
            error[u] = values[u];
            squares += error[u] * error[u];
        }

        for (int u = 0; u < error.Length; u++)
        {
            error[u] /= Math.Sqrt(squares);
        }
    }

    private void Measure(int lag)
    {
        int row = 0;
        for (int p = 0; p < Parts.Count; p++)
        {
            double squares = 0;
            for (int k = 0; k < _counts[p]; k++)
            {
                foreach (double value in Block(row + k, p))
                {
                    squares += value * value;
                }
            }

            _gains[p][lag] = Math.Sqrt(squares / _counts[p]);
            if (_largest[p].Length > 0)
            {
                _largest[p][lag] = LargestSingularValue(row, p, Math.Sqrt(squares));
            }

            row += _counts[p];
        }
    }

    private Span<double> Block(int row, int p) => _errors.AsSpan((row * _stateSize) + Parts[p].First, Parts[p].Size);

    // Power iteration on AᵀA from the sum of A's rows in absolute value.
    private double LargestSingularValue(int first, int p, double frobenius)
    {
        int n = Parts[p].Size;
        if (!(frobenius > 0) || !double.IsFinite(frobenius))
        {
            return frobenius;
        }

        var v = new double[n];
        for (int k = 0; k < n; k++)
        {
            ReadOnlySpan<double> a = Block(first + k, p);
            for (int j = 0; j < n; j++)
            {
                v[j] += Math.Abs(a[j]);
            }
        }

        Normalize(v);
        double last = 0;
        for (int turn = 0; turn < MostTurns; turn++)
        {
            var next = new double[n];
            double squares = 0;
            for (int k = 0; k < n; k++)
            {
                ReadOnlySpan<double> a = Block(first + k, p);
                double dot = 0;
                for (int j = 0; j < n; j++)
                {
                    dot += a[j] * v[j];
                }

                squares += dot * dot;
                for (int j = 0; j < n; j++)
                {
                    next[j] += dot * a[j];
                }
            }

            double size = Math.Sqrt(squares);
            if (Math.Abs(size - last) <= TurnTolerance * size || Normalize(next) == 0)
            {
                return Math.Max(size, last);
            }

            (v, last) = (next, size);
        }

        return last;
    }

    private static double Normalize(double[] v)
    {
        double size = v.Max(Math.Abs);
        if (!(size > 0))
        {
            return 0;
        }

        for (int i = 0; i < v.Length; i++)
        {
            v[i] /= size;
        }

        double length = Math.Sqrt(v.Sum(x => x * x));
        for (int i = 0; i < v.Length; i++)
        {
            v[i] /= length;
        }

        return size;
    }
}
