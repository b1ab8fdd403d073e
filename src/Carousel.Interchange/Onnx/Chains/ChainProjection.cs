using Carousel.Networks;


namespace Carousel.Interchange.Onnx;

/// <summary>
/// An LSTM followed by a product is a projected one if its recurrent weights are R·P with that product's matrix P, as
/// Carousel writes it: ONNX's LSTM has no projection. R is in the weights of the columns by which a first state would
/// come in, or it solves R·P for P's rows.
/// </summary>
internal static class ChainProjection
{
    // Rounding of R·P to single precision, as a share of its largest value.
    private const double Tolerance = 2e-6;
    private const int FirstRows = 4;

    /// <summary>The projected layer's rows.</summary>
    /// <param name="rows">What the product reads.</param>
    /// <param name="projection">P, [projected, H].</param>
    /// <param name="projected">How many values it gives.</param>
    /// <returns>Null where there is no such LSTM before it.</returns>
    public static RowsValue? Of(RowsValue rows, float[] projection, int projected)
    {
        bool isState = rows.Path.Last is { Design: { Kind: NetworkLayerKind.Pooling, Pooling: NetworkPooling.Final } };
        int at = rows.Path.Layers.Count - (isState ? 2 : 1);
        if (at < 0
            || rows.Path.Layers[at] is not
            {
                Design:
                {
                    Kind: NetworkLayerKind.Lstm, Projection: 0,
                    Bidirectional: false
                }
            } layer || projected >= layer.Design.Units)
        {
            return null;
        }

        float[] product = layer.Weights["R"];
        int gates = 4 * layer.Design.Units;
        float[]? fed = layer.Fed is { } columns && columns.Length == gates * projected
            && IsProduct(product, columns, projection, projected, gates)
            ? columns
            : null;
        if ((fed ?? (layer.FedBy is null ? Solved(product, projection, projected, gates) : null)) is not { } recurrent)
        {
            return null;
        }

        ChainLayer found = (layer with
        {
            Design = layer.Design with { Projection = projected },
            Fed = null,
            FedBy = null,
        }).With("R", recurrent).With("projection", projection);
        ChainPath path = rows.Path with { Layers = [.. rows.Path.Layers.Take(at), found] };
        return new RowsValue(
            isState ? path.Pooled(NetworkPooling.Final, projected) : path,
            rows.Shape.With(rows.Shape.Rank - 1, new ChainFactor(ChainFactorKind.Feature, projected)), projected);
    }

    /// <summary>
    /// R = M·Pᵀ·(P·Pᵀ)⁻¹, with M = R·P; null if no R solves it. For other matrices the first rows show it.
    /// </summary>
    private static float[]? Solved(float[] product, float[] projection, int projected, int gates)
    {
        int hidden = projection.Length / projected;
        double[]? root = Root(projection, projected, hidden);
        if (root is null)
        {
            return null;
        }

        var recurrent = new float[gates * projected];
        for (int first = 0; first < gates; first += FirstRows)
        {
            for (int row = first; row < Math.Min(gates, first + FirstRows); row++)
            {
                Solve(
                    root, product.AsSpan(row * hidden, hidden), projection,
                    recurrent.AsSpan(row * projected, projected));
            }

            if (first == 0 && !IsProduct(product, recurrent, projection, projected, Math.Min(gates, FirstRows)))
            {
                return null;
            }
        }

        return IsProduct(product, recurrent, projection, projected, gates) ? recurrent : null;
    }

    /// <summary>The lower triangle L of P·Pᵀ = L·Lᵀ (Cholesky); null where P's rows depend on each other.</summary>
    private static double[]? Root(float[] projection, int size, int hidden)
    {
        var root = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int h = 0; h < hidden; h++)
                {
                    sum += (double)projection[(i * hidden) + h] * projection[(j * hidden) + h];
                }

                double whole = sum;
                for (int k = 0; k < j; k++)
                {
                    sum -= root[(i * size) + k] * root[(j * size) + k];
                }

                if (i == j && !(sum > 1e-12 * whole))
                {
                    return null;
                }

                root[(i * size) + j] = i == j ? Math.Sqrt(sum) : sum / root[(j * size) + j];
            }
        }

        return root;
    }

    private static void Solve(double[] root, ReadOnlySpan<float> product, float[] projection, Span<float> solution)
    {
        int size = solution.Length, hidden = product.Length;
        var values = new double[size];
        for (int i = 0; i < size; i++)
        {
            for (int h = 0; h < hidden; h++)
            {
                values[i] += (double)product[h] * projection[(i * hidden) + h];
            }

            for (int k = 0; k < i; k++)
            {
                values[i] -= root[(i * size) + k] * values[k];
            }

            values[i] /= root[(i * size) + i];
        }

        for (int i = size - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < size; k++)
            {
                values[i] -= root[(k * size) + i] * values[k];
            }

            values[i] /= root[(i * size) + i];
            solution[i] = (float)values[i];
        }
    }

    private static bool IsProduct(float[] product, float[] recurrent, float[] projection, int projected, int rows)
    {
        int hidden = projection.Length / projected;
        double largest = 0, apart = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int h = 0; h < hidden; h++)
            {
                double sum = 0;
                for (int p = 0; p < projected; p++)
                {
                    sum += (double)recurrent[(row * projected) + p] * projection[(p * hidden) + h];
                }

                double own = product[(row * hidden) + h], distance = Math.Abs(sum - own);
                (largest, apart) = (Math.Max(largest, Math.Abs(own)), double.IsNaN(distance)
                    ? double.PositiveInfinity
                    : Math.Max(apart, distance));
            }
        }

        return apart <= Tolerance * largest;
    }
}
