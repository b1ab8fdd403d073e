using Carousel.Kernels.Primitives;

namespace Carousel.Forecasting.Rivals;

/// <summary>
/// What a linear regression needs of some windows: Σx, Σy, Σx·xᵀ, Σx·yᵀ. Sums of parts add up and are taken
/// away again, so that a map fitted without a block of time costs one more solution, not one more pass over the
/// windows.
/// </summary>
/// <param name="inputs">I: inputs of a window.</param>
/// <param name="outputs">O: values to forecast.</param>
internal sealed class RegressionSums(int inputs, int outputs)
{
    /// <summary>An input whose variance is less than this share of its mean square never changed.</summary>
    private const double LeastVariance = 1e-9;

    private readonly double[] _input = new double[inputs];
    private readonly double[] _output = new double[outputs];

    // Each row from its diagonal on, one behind the other, so that a row is added by whole vectors.
    private readonly double[] _squares = new double[inputs * (inputs + 1) / 2];
    private readonly double[] _products = new double[inputs * outputs];

    // Of their weights: as many as there are windows, where each counts alike.
    private double _mass;

    /// <summary>How many windows.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a window.</summary>
    /// <param name="x">[I].</param>
    /// <param name="y">[O].</param>
    /// <param name="weight">How much it counts.</param>
    public void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double weight = 1)
    {
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
    }

    /// <summary>
    /// The map with the least Σ v·(y − ŷ)² + λ·n·Σw² over inputs that are centred and divided by their
    /// deviation (Hoerl and Kennard 1970), where v is how much a window counts and n = Σ v, by one factorisation
    /// A = Uᵀ·U for all outputs. Inputs that never change get no weight.
    /// </summary>
    /// <param name="penalty">λ, above 0.</param>
    /// <returns>The map.</returns>
    public LinearMap Solve(double penalty)
    {
        double n = _mass > 0 ? _mass : 1;
        double[] mean = [.. _input.Select(s => s / n)], centre = [.. _output.Select(s => s / n)];
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
                right[at] = (_products[at] - (n * mean[i] * centre[k])) * inverse[i];
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

            DoubleSums.Add(centre, weights, -mean[i]);
        }

        return new LinearMap(right, centre);
    }

    /// <summary>
    /// The map without offsets with the least Σ v·(y − ŷ)² + λ·Σ(w − c)²: drawn towards another map, c, which so counts
    /// as λ windows of inputs of size 1.
    /// </summary>
    /// <param name="centre">c; null for 0.</param>
    /// <param name="penalty">λ, above 0.</param>
    /// <returns>The map.</returns>
    public LinearMap SolveTowards(LinearMap? centre, double penalty)
    {
        double[] matrix = [.. _squares], right = [.. _products];
        for (int i = 0, row = 0; i < inputs; row += inputs - i++)
        {
            matrix[row] += penalty;
        }

        if (centre is not null)
        {
            DoubleSums.Add(right, centre.Weights, penalty);
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
    public LinearMap Solve(double penalty, int level, ReadOnlySpan<bool> isRelative)
    {
        RegressionSums beyond = Beyond(level, isRelative);
        LinearMap map = beyond.Solve(penalty);
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
    private RegressionSums Beyond(int level, ReadOnlySpan<bool> isRelative)
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

    /// <summary>Σ x_i·x_j.</summary>
    private double SquareOf(int i, int j)
    {
        (int low, int high) = i < j ? (i, j) : (j, i);
        return _squares[(low * inputs) - (low * (low - 1) / 2) + high - low];
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
