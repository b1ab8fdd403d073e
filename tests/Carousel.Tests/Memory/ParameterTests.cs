using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Tests.Memory;

public sealed class ParameterTests
{
    [Fact]
    public void Gradient_TakesMemory_OnlyWhenItIsAskedFor()
    {
        var counting = new Counting();
        var parameter = new Parameter("w", new Shape(30, 200));

        parameter.Allocate(counting);
        long values = counting.Values;
        Tensor first = parameter.Gradient;
        _ = parameter.Gradient;

        Assert.Equal(6000, values);
        Assert.Equal(12000, counting.Values);
        Assert.All(first.ToArray(), g => Assert.Equal(0, g));
        Assert.All(parameter.Value.ToArray(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Allocate_BeginsAnew_WithAZeroGradient()
    {
        using var backend = new CpuBackend(1);
        var parameter = new Parameter("w", new Shape(3));
        parameter.Allocate(backend);
        parameter.Gradient.Write([1, 2, 3]);

        parameter.Allocate(backend);

        Assert.Equal([0, 0, 0], parameter.Gradient.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fill_SetsTheValues_AndRaisesTheVersion(bool isHost)
    {
        using Backend backend = isHost ? new CpuBackend(1) : new DryBackend();
        var parameter = new Parameter("w", new Shape(2, 3));
        parameter.Allocate(backend);
        int version = parameter.Version, length = 0;

        parameter.Fill(values =>
        {
            length = values.Length;
            values.Fill(3);
        });

        Assert.Equal((6, version + 1), (length, parameter.Version));
        Assert.Equal(isHost ? 3 : 0, parameter.Value.ToArray()[5]);
    }

    /// <summary>Counts the values that are asked for.</summary>
    private sealed class Counting : ITensorAllocator
    {
        public long Values { get; private set; }

        public TensorStorage Allocate(int length)
        {
            Values += length;
            return new HostStorage(length);
        }
    }
}
