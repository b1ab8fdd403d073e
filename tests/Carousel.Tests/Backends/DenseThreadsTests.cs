using Carousel.Autograd;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Backends;

public class DenseThreadsTests
{
    [Theory]
    [InlineData(1, 300, 1000)]
    [InlineData(2, 129, 700)]
    [InlineData(24, 64, 333)]
    [InlineData(25, 200, 333)]
    [InlineData(1, 1, 1)]
    public void Rows_HaveTheSameBits_HoweverManyThreadsShareTheirOutputs(int rows, int inputs, int outputs)
    {
        float[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            foreach (bool biased in new[] { true, false })
            {
                using var backend = new CpuBackend(threads);
                using var arena = new Arena(backend);
                var draws = new Draws(rows + inputs);
                var weight = new Parameter("weight", new Shape(outputs, inputs));
                weight.Allocate(backend);
                weight.Set(draws.Floats(outputs * inputs));
                Tensor x = arena.Allocate(new Shape(rows, inputs)), bias = arena.Allocate(new Shape(outputs)),
                    y = arena.Allocate(new Shape(rows, outputs));
                x.Write(draws.Floats(rows * inputs));
                bias.Write(new float[outputs]);
                backend.DenseForward(weight, biased ? bias : default, x, y);
                expected ??= y.ToArray();
                Near.SameBits(y.ToArray(), expected);
            }
        }
    }
}
