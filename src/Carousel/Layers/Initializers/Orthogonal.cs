using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Each block a random matrix with orthonormal rows (or columns, if it is tall): the length of a state is kept from
/// step to step.
/// </summary>
/// <remarks>
/// Saxe, McClelland and Ganguli 2014. Gram–Schmidt, done twice, in double; the result is uniform over all such
/// matrices.
/// </remarks>
/// <param name="gain">Factor on the values.</param>
public sealed class Orthogonal(double gain = 1) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random)
    {
        int height = rows / blocks;
        int count = Math.Min(height, columns);
        int length = Math.Max(height, columns);
        for (int block = 0; block < blocks; block++)
        {
            double[][] vectors = Orthonormal(count, length, random, (uint)block);
            Span<float> target = values.Slice(block * height * columns, height * columns);
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    double value = height <= columns ? vectors[row][column] : vectors[column][row];
                    target[(row * columns) + column] = (float)(gain * value);
                }
            }
        }
    }

    private static double[][] Orthonormal(int count, int length, CounterRandom random, uint stream)
    {
        var vectors = new double[count][];
        for (int k = 0; k < count; k++)
        {
            double[] vector = new double[length];
            for (int i = 0; i < length; i++)
            {
                vector[i] = Drawing.Normal(random, stream, ((long)k * length) + i);
            }

            // The second pass removes what rounding left of the earlier directions in the first.
            for (int pass = 0; pass < 2; pass++)
            {
                for (int earlier = 0; earlier < k; earlier++)
                {
                    AddScaled(vector, -Dot(vectors[earlier], vector), vectors[earlier]);
                }
            }

            double norm = Math.Sqrt(Dot(vector, vector));
            for (int i = 0; i < length; i++)
            {
                vector[i] /= norm;
            }

            vectors[k] = vector;
        }

        return vectors;
    }

    /// <summary>Four chains, so that the additions do not wait for each other; the order is fixed.</summary>
    private static double Dot(double[] a, double[] b)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i + 3 < a.Length; i += 4)
        {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }

        for (; i < a.Length; i++)
        {
            s0 += a[i] * b[i];
        }

        return (s0 + s1) + (s2 + s3);
    }

    private static void AddScaled(double[] target, double factor, double[] vector)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] += factor * vector[i];
        }
    }
}
