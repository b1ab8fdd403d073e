using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>The right factor of a product as Carousel's kernels want it; a weight is prepared once and not in every run.</summary>
internal sealed class RightMatrix
{
    private OnnxTensor? _source;
    private Parameter? _weight;

    /// <summary>y = x·B.</summary>
    /// <param name="backend">Computes.</param>
    /// <param name="x">[M, K].</param>
    /// <param name="right">[K, N], or [N, K] where turned.</param>
    /// <param name="isTurned">Whether its rows are B's columns.</param>
    /// <param name="rows">M.</param>
    /// <param name="inner">K, 1 or more.</param>
    /// <param name="columns">N, 1 or more.</param>
    /// <returns>[M, N].</returns>
    public float[] Times(CpuBackend backend, float[] x, OnnxTensor right, bool isTurned, int rows, int inner, int columns)
    {
        if (!ReferenceEquals(_source, right))
        {
            (_source, _weight) = (right, Prepare(backend, right, isTurned, inner, columns));
        }

        using var arena = new Arena(backend);
        Tensor input = arena.Allocate(new Shape(rows, inner)), output = arena.Allocate(new Shape(rows, columns));
        input.Write(x);
        backend.DenseForward(_weight!, default, input, output);
        return output.ToArray();
    }

    private static Parameter Prepare(CpuBackend backend, OnnxTensor right, bool isTurned, int inner, int columns)
    {
        float[] values = right.ToSingles();
        if (!isTurned)
        {
            var turned = new float[values.Length];
            for (int k = 0; k < inner; k++)
            {
                for (int n = 0; n < columns; n++)
                {
                    turned[(n * inner) + k] = values[(k * columns) + n];
                }
            }

            values = turned;
        }

        var weight = new Parameter("B", new Shape(columns, inner));
        weight.Allocate(backend);
        weight.Set(values);
        return weight;
    }
}
