using Carousel.Kernels;

namespace Carousel.Forecasting;

/// <summary>
/// What a linear regression needs of some windows: Σx, Σy, Σx·xᵀ, Σx·yᵀ. Sums of parts add up and are taken
/// away again, so that a map fitted without a block of time costs one more solution, not one more pass over the
/// windows.
/// </summary>
/// <remarks>
/// An output that is missing (NaN) in a window leaves that window out of its own map only: the sums Σx and Σx·xᵀ
/// of those windows are kept for each output, and taken away from the sums of all before its map is solved.
/// </remarks>
/// <param name="inputs">I: inputs of a window.</param>
/// <param name="outputs">O: values to forecast.</param>
internal sealed class RegressionSums(int inputs, int outputs)
{
    /// <summary>An input whose variance is less than this share of its mean square never changed.</summary>
    private const double LeastVariance = 1e-9;

    /// <summary>An input of which less than this share is left counts as 0 in all other windows: what is left
    /// is rounding.</summary>
    private const double LeastLeft = 1e-12;

    private readonly double[] _input = new double[inputs], _output = new double[outputs];

    // Each row from its diagonal on, one behind the other, so that a row is added by whole vectors.
    private readonly double[] _squares = new double[inputs * (inputs + 1) / 2];
    private readonly double[] _products = new double[inputs * outputs];

    // Of their weights: as many as there are windows, where each counts alike.
    private double _mass;

    // [O]: for each output the windows in which it is missing; null where none was.
    private RegressionSums?[]? _missing;
    private double[] _known = [];

    /// <summary>How many windows.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a window.</summary>
    /// <param name="x">[I].</param>
    /// <param name="y">[O]; NaN is missing.</param>
    /// <param name="weight">How much it counts.</param>
    public void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double weight = 1)
    {
        y = WithoutMissing(x, y, weight);
        Count++;
        _mass += weight;
        DoubleSums.Add(_input, x, weight);
        DoubleSums.Add(_output, y, weight);
        for (int i = 0, row = 0; i < inputs; row += inputs - i++)
        {
            // Indicators are 0 most of the time.
            if (x[i] != 0)
            {
                DoubleSums.Add(_squares.AsSpan(row, inputs - i), x[i..], weight * x[i]);
                DoubleSums.Add(_products.AsSpan(i * outputs, outputs), y, weight * x[i]);
            }
        }
    }

    /// <summary>Forgets all windows.</summary>
    public void Clear()
    {
        (Count, _mass) = (0, 0);
        foreach (double[] sums in (ReadOnlySpan<double[]>)[_input, _output, _squares, _products])
        {
            Array.Clear(sums);
        }

        foreach (RegressionSums? without in _missing ?? [])
        {
            without?.Clear();
        }
    }

    /// <summary>Adds the sums of other windows, or takes them away.</summary>
    /// <param name="other">Of the same sizes.</param>
    /// <param name="sign">1 or −1.</param>
    public void Add(RegressionSums other, int sign = 1)
    {
        Count += sign * other.Count;
        _mass += sign * other._mass;
        DoubleSums.Add(_input, other._input, sign);
        DoubleSums.Add(_output, other._output, sign);
        DoubleSums.Add(_squares, other._squares, sign);
        DoubleSums.Add(_products, other._products, sign);
        if (sign < 0)
        {
            DropRounding(other);
        }

        for (int k = 0; k < outputs && other._missing is not null; k++)
        {
            if (other._missing[k] is { Count: > 0 } without)
            {
                MissingOf(k).Add(without, sign);
            }
        }
    }

    /// <summary>
    /// The map with the least Σ v·(y − ŷ)² + λ·n·Σw² over inputs that are centred and divided by their
    /// deviation (Hoerl and Kennard 1970), where v is how much a window counts and n = Σ v, by one factorisation
    /// A = Uᵀ·U for all outputs. Inputs that never change get no weight.
    /// </summary>
    /// <param name="penalty">λ, above 0.</param>
    /// <returns>The map.</returns>
    public LinearMap Solve(double penalty) => Each((sums, _) => sums.SolveWhole(penalty));

    private LinearMap SolveWhole(double penalty)
    {
        double n = Count > 0 && _mass > 0 ? _mass : 1;
        double[] mean = [.. _input.Select(s => s / n)], center = [.. _output.Select(s => s / n)];
        double[] inverse = InverseDeviations(mean, n);
        var matrix = new double[_squares.Length];
        var right = new double[_products.Length];
        for (int i = 0, row = 0; i < inputs; row += inputs - i++)
        {
            for (int j = i; j < inputs; j++)
            {
                int at = row + j - i;
                matrix[at] = (_squares[at] - (n * mean[i] * mean[j])) * inverse[i] * inverse[j];
            }

            matrix[row] += penalty * n;
            for (int k = 0, at = i * outputs; k < outputs; k++, at++)
            {
                right[at] = (_products[at] - (n * mean[i] * center[k])) * inverse[i];
            }
        }

        SymmetricSolver.Factor(matrix, right, inputs);
        SymmetricSolver.Back(matrix, right, inputs);
        for (int i = 0; i < inputs; i++)
        {
            Span<double> weights = right.AsSpan(i * outputs, outputs);
            foreach (ref double weight in weights)
            {
                weight *= inverse[i];
            }

            DoubleSums.Add(center, weights, -mean[i]);
        }

        return new LinearMap(right, center);
    }

    /// <summary>
    /// The map without offsets with the least Σ v·(y − ŷ)² + λ·Σ(w − c)²: drawn towards another map, c,
    /// which so counts as λ windows of inputs of size 1.
    /// </summary>
    /// <param name="center">c; null for 0.</param>
    /// <param name="penalty">λ, above 0.</param>
    /// <returns>The map.</returns>
    public LinearMap SolveTowards(LinearMap? center, double penalty) => Each(
        (sums, some) => sums.SolveWholeTowards(some is null ? center : center?.Some(some), penalty));

    private LinearMap SolveWholeTowards(LinearMap? center, double penalty)
    {
        double[] matrix = [.. _squares], right = [.. _products];
        for (int i = 0, row = 0; i < inputs; row += inputs - i++)
        {
            matrix[row] += penalty;
        }

        if (center is not null)
        {
            DoubleSums.Add(right, center.Weights, penalty);
        }

        SymmetricSolver.Factor(matrix, right, inputs);
        SymmetricSolver.Back(matrix, right, inputs);
        return new LinearMap(right, new double[outputs]);
    }

    /// <summary>
    /// The map that is fitted on what inputs and outputs have beyond one input, the level, which itself stays as it is:
    /// so the penalty draws towards an output that is the level. The map is one of the inputs as they are.
    /// </summary>
    /// <param name="penalty">λ, above 0.</param>
    /// <param name="level">Which input is the level.</param>
    /// <param name="isRelative">[I]: which others are of its kind.</param>
    /// <returns>The map.</returns>
    public LinearMap Solve(double penalty, int level, bool[] isRelative) =>
        Each((sums, _) => sums.SolveWhole(penalty, level, isRelative));

    private LinearMap SolveWhole(double penalty, int level, bool[] isRelative)
    {
        RegressionSums beyond = Beyond(level, isRelative);
        LinearMap map = beyond.SolveWhole(penalty);
        double[] weights = LinearMap.InDouble(map.Weights);
        for (int k = 0; k < outputs; k++)
        {
            double own = weights[(level * outputs) + k] + 1;
            for (int i = 0; i < inputs; i++)
            {
                own -= isRelative[i] ? weights[(i * outputs) + k] : 0;
            }

            weights[(level * outputs) + k] = own;
        }

        return new LinearMap(weights, LinearMap.InDouble(map.Offsets));
    }

    /// <summary>The sums over x − level and y − level: linear in those over x and y.</summary>
    private RegressionSums Beyond(int level, bool[] isRelative)
    {
        var beyond = new RegressionSums(inputs, outputs) { Count = Count, _mass = _mass };
        double square = SquareOf(level, level);
        for (int i = 0, at = 0; i < inputs; i++)
        {
            double own = isRelative[i] ? 1 : 0, withLevel = SquareOf(i, level);
            beyond._input[i] = _input[i] - (own * _input[level]);
            for (int j = i; j < inputs; j++, at++)
            {
                double other = isRelative[j] ? 1 : 0;
                beyond._squares[at] = _squares[at] - (own * SquareOf(level, j)) - (other * withLevel)
                    + (own * other * square);
            }

            for (int k = 0; k < outputs; k++)
            {
                beyond._products[(i * outputs) + k] = _products[(i * outputs) + k]
                    - (own * _products[(level * outputs) + k]) - withLevel + (own * square);
            }
        }

        for (int k = 0; k < outputs; k++)
        {
            beyond._output[k] = _output[k] - _input[level];
        }

        return beyond;
    }

    /// <summary>Keeps what a window lacks; the window with 0 in its place.</summary>
    private ReadOnlySpan<double> WithoutMissing(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double weight)
    {
        bool isWhole = true;
        for (int k = 0; k < outputs; k++)
        {
            if (double.IsNaN(y[k]))
            {
                if (isWhole)
                {
                    _known = _known.Length == 0 ? new double[outputs] : _known;
                    y.CopyTo(_known);
                    isWhole = false;
                }

                _known[k] = 0;
                MissingOf(k).Add(x, [], weight);
            }
        }

        return isWhole ? y : _known;
    }

    private RegressionSums MissingOf(int output) =>
        (_missing ??= new RegressionSums?[outputs])[output] ??= new RegressionSums(inputs, 0);

    /// <summary>
    /// The map of all outputs, solved once for all that the same windows lack.
    /// </summary>
    /// <param name="solve">Solves sums of some outputs, null for all, in which nothing is missing.</param>
    private LinearMap Each(Func<RegressionSums, int[]?, LinearMap> solve)
    {
        List<int[]> groups = Groups();
        if (groups is [var one] && Without(one) is null)
        {
            return solve(this, null);
        }

        var weights = new double[inputs * outputs];
        var offsets = new double[outputs];
        foreach (int[] group in groups)
        {
            LinearMap map = solve(Only(group), group);
            for (int g = 0; g < group.Length; g++)
            {
                offsets[group[g]] = map.Offsets[g];
                for (int i = 0; i < inputs; i++)
                {
                    weights[(i * outputs) + group[g]] = map.Weights[(i * group.Length) + g];
                }
            }
        }

        return new LinearMap(weights, offsets);
    }

    /// <summary>The outputs, those together that the same windows lack: seven for a daily series that is closed on a
    /// weekday.</summary>
    private List<int[]> Groups()
    {
        var groups = new List<List<int>>();
        for (int k = 0; k < outputs; k++)
        {
            int output = k;
            if (groups.Find(g => IsSame(Without(g), Without([output]))) is { } group)
            {
                group.Add(k);
            }
            else
            {
                groups.Add([k]);
            }
        }

        return [.. groups.Select(g => g.ToArray())];
    }

    private RegressionSums? Without(IReadOnlyList<int> group) =>
        group.Count > 0 && _missing?[group[0]] is { Count: > 0 } without ? without : null;

    private static bool IsSame(RegressionSums? one, RegressionSums? other) =>
        one is null || other is null
            ? one == other
            : one.Count == other.Count && one._input.AsSpan().SequenceEqual(other._input)
                && one._squares.AsSpan().SequenceEqual(other._squares);

    /// <summary>The sums of some outputs over the windows that have them.</summary>
    private RegressionSums Only(int[] group)
    {
        var only = new RegressionSums(inputs, group.Length) { Count = Count, _mass = _mass };
        _input.CopyTo(only._input, 0);
        _squares.CopyTo(only._squares, 0);
        for (int g = 0; g < group.Length; g++)
        {
            only._output[g] = _output[group[g]];
            for (int i = 0; i < inputs; i++)
            {
                only._products[(i * group.Length) + g] = _products[(i * outputs) + group[g]];
            }
        }

        if (Without(group) is { } without)
        {
            only.Count -= without.Count;
            only._mass -= without._mass;
            DoubleSums.Add(only._input, without._input, -1);
            DoubleSums.Add(only._squares, without._squares, -1);
            only.DropRounding(without);
        }

        return only;
    }

    // Inputs that were 0 in all windows but those that were taken away.
    private void DropRounding(RegressionSums taken)
    {
        for (int i = 0, row = 0; i < inputs; row += inputs - i++)
        {
            if (_squares[row] <= LeastLeft * taken._squares[row])
            {
                _input[i] = 0;
                _products.AsSpan(i * outputs, outputs).Clear();
                for (int j = 0; j < inputs; j++)
                {
                    _squares[IndexOf(i, j)] = 0;
                }
            }
        }
    }

    /// <summary>Σ x_i·x_j.</summary>
    private double SquareOf(int i, int j) => _squares[IndexOf(i, j)];

    private int IndexOf(int i, int j)
    {
        (int low, int high) = i < j ? (i, j) : (j, i);
        return (low * inputs) - (low * (low - 1) / 2) + high - low;
    }

    private double[] InverseDeviations(double[] mean, double n)
    {
        var inverse = new double[inputs];
        for (int i = 0, row = 0; i < inputs; row += inputs - i++)
        {
            double square = _squares[row] / n, variance = square - (mean[i] * mean[i]);
            inverse[i] = variance > LeastVariance * square ? 1 / Math.Sqrt(variance) : 0;
        }

        return inverse;
    }
}
