using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Inspection.Traces;

/// <summary>
/// Means, deviations, ranges and correlations of the units of a state, in one pass: O(H²·T) by the backend's matrix
/// product, blocks of 1,024 steps joined in double precision.
/// </summary>
/// <remarks>
/// Each block is centred on its own means before its products are summed; blocks are joined after Chan, Golub and
/// LeVeque 1979. The division of the steps into calls does not change the bits.
/// </remarks>
internal sealed class StateMoments : IDisposable
{
    private const int BlockRows = 1024;

    private readonly Backend _backend;
    private readonly Arena _arena;
    private readonly Parameter _square;
    private readonly int _units;
    private readonly float[] _block;
    private readonly double[] _mean;
    private readonly double[] _products;
    private readonly float[] _blockProducts;
    private int _rows;

    public StateMoments(Backend backend, int units)
    {
        (_backend, _arena, _units) = (backend, new Arena(backend), units);
        _square = new Parameter("products", new Shape(units, units));
        (_block, _mean) = (new float[BlockRows * units], new double[units]);
        (_products, _blockProducts) = (new double[units * units], new float[units * units]);
        (Least, Greatest) = (new float[units], new float[units]);
        Array.Fill(Least, float.PositiveInfinity);
        Array.Fill(Greatest, float.NegativeInfinity);
    }

    /// <summary>Steps that were joined.</summary>
    public long Steps { get; private set; }

    /// <summary>[H].</summary>
    public float[] Least { get; }

    /// <summary>[H].</summary>
    public float[] Greatest { get; }

    /// <summary>[H], of all steps, once <see cref="Finish"/> was called.</summary>
    public double[] Mean => _mean;

    /// <summary>Adds steps.</summary>
    /// <param name="state">[n, H].</param>
    public void Add(ReadOnlySpan<float> state)
    {
        while (state.Length > 0)
        {
            int rows = Math.Min(BlockRows - _rows, state.Length / _units);
            state[..(rows * _units)].CopyTo(_block.AsSpan(_rows * _units));
            state = state[(rows * _units)..];
            _rows += rows;
            if (_rows == BlockRows)
            {
                Join();
            }
        }
    }

    /// <summary>Joins what is left.</summary>
    public void Finish()
    {
        if (_rows > 0)
        {
            Join();
        }
    }

    /// <summary>[H], the deviation over all steps.</summary>
    public double[] Deviations() =>
        [.. Enumerable.Range(0, _units).Select(u => Math.Sqrt(Math.Max(0, _products[(u * _units) + u]) / Steps))];

    /// <summary>[H, H], Pearson's correlations; 0 for a unit that never moves, with itself too.</summary>
    public double[] Correlations()
    {
        double[] scale =
        [
            .. Enumerable.Range(0, _units)
                .Select(
                    u => Greatest[u] > Least[u] && _products[(u * _units) + u] > 0
                        ? 1 / Math.Sqrt(_products[(u * _units) + u])
                        : 0),
        ];
        var correlations = new double[_products.Length];
        for (int i = 0; i < _units; i++)
        {
            for (int j = 0; j < _units; j++)
            {
                correlations[(i * _units) + j] = Math.Clamp(_products[(i * _units) + j] * scale[i] * scale[j], -1, 1);
            }
        }

        return correlations;
    }

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();

    private void Join()
    {
        double[] mean = BlockMeans();
        Span<float> block = _block.AsSpan(0, _rows * _units);
        for (int first = 0; first < block.Length; first += _units)
        {
            Span<float> row = block.Slice(first, _units);
            for (int u = 0; u < row.Length; u++)
            {
                row[u] = (float)(row[u] - mean[u]);
            }
        }

        _arena.Reset();
        Tensor x = _arena.Allocate(new Shape(_rows, _units)), products = _arena.Allocate(new Shape(_units, _units));
        x.Write(block);
        _backend.Clear(products);
        _backend.DenseBackward(_square, null, x, x, default, products, default);
        products.Read(_blockProducts);
        double weight = (double)Steps * _rows / (Steps + _rows), share = _rows / (double)(Steps + _rows);
        double[] apart = [.. mean.Zip(_mean, (block, all) => block - all)];
        for (int i = 0; i < _units; i++)
        {
            double own = weight * apart[i];
            Span<double> to = _products.AsSpan(i * _units, _units);
            ReadOnlySpan<float> from = _blockProducts.AsSpan(i * _units, _units);
            for (int j = 0; j < to.Length; j++)
            {
                to[j] += from[j] + (own * apart[j]);
            }

            _mean[i] += share * apart[i];
        }

        Steps += _rows;
        _rows = 0;
    }

    private double[] BlockMeans()
    {
        var sums = new double[_units];
        for (int row = 0; row < _rows; row++)
        {
            ReadOnlySpan<float> values = _block.AsSpan(row * _units, _units);
            for (int u = 0; u < values.Length; u++)
            {
                sums[u] += values[u];
                Least[u] = Math.Min(Least[u], values[u]);
                Greatest[u] = Math.Max(Greatest[u], values[u]);
            }
        }

        for (int u = 0; u < sums.Length; u++)
        {
            sums[u] /= _rows;
        }

        return sums;
    }
}
