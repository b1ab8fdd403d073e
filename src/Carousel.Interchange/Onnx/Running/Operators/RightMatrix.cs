using Carousel.Memory;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>The right factor of a product as Carousel's kernels want it.</summary>
internal sealed class RightMatrix : IDisposable
{
    private readonly Parameter _weight;

    private RightMatrix(NodeCall call, OnnxTensor right, bool isTurned, int inner, int columns)
    {
        float[] values = call.Singles(right);
        if (!isTurned)
        {
            float[] turned = call.Scratch<float>(values.Length);
            for (int k = 0; k < inner; k++)
            {
                for (int n = 0; n < columns; n++)
                {
                    turned[(n * inner) + k] = values[(k * columns) + n];
                }
            }

            values = turned;
        }

        _weight = new Parameter("B", new Shape(columns, inner));
        _weight.Allocate(call.Backend);
        _weight.Set(values);
    }

    /// <summary>y = x·B.</summary>
    /// <param name="call">Computes, and counts the memory.</param>
    /// <param name="x">[M, K].</param>
    /// <param name="right">[K, N], or [N, K] where turned.</param>
    /// <param name="isTurned">Whether its rows are B's columns.</param>
    /// <param name="rows">M.</param>
    /// <param name="inner">K, 1 or more.</param>
    /// <param name="columns">N, 1 or more.</param>
    /// <returns>[M, N].</returns>
    public static float[] Times(
        NodeCall call, OnnxTensor x, OnnxTensor right, bool isTurned, int rows, int inner, int columns)
    {
        float[] result = call.Scratch<float>(rows * columns);
        call.Prepare(
            new WeightsForm((isTurned, inner, columns), right), ParameterBytes.Of(right.Length),
            () => new RightMatrix(call, right, isTurned, inner, columns), matrix =>
            {
                Arena room = call.Room(x.Length + (long)result.Length);
                Tensor input = room.Allocate(new Shape(rows, inner)), output = room.Allocate(new Shape(rows, columns));
                input.Write(x.Type == OnnxType.Float32 ? x.Values<float>() : call.Singles(x));
                call.Backend.DenseForward(matrix._weight, default, input, output);
                output.Read(result);
            });
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _weight.Free();
}
